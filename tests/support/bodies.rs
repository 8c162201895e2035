//! The rules that every lowered body keeps.

use heaplint::base::Idx;
use heaplint::ir::{Body, Inst, Intrinsic, Module, Pc, Slot, SlotList};

/// Rules every body keeps: targets and slots in range, operands written before they are read on
/// the straight path, regions opened and closed in turn.
pub fn check(module: &Module, body: &Body) -> Result<(), String> {
    let len = body.code.len() as Pc;
    if body.code.len() != body.sites.len() {
        return Err("code and sites differ in length".into());
    }
    if body.params.len() > body.locals.len() {
        return Err("more parameters than locals".into());
    }
    for (pc, inst) in body.code.iter().enumerate() {
        let at = |what: &str| format!("{pc} {inst:?}: {what}");
        for target in targets(inst) {
            if target > len || (target as usize) <= pc && !is_backward(inst) {
                return Err(at("a target out of range"));
            }
        }
        let (reads, writes) = slots(body, inst);
        if reads.iter().chain(&writes).any(|slot| slot.0 >= body.slots) {
            return Err(at("a slot out of range"));
        }
        if reads.iter().chain(&writes).any(|slot| usize::from(slot.0) < body.locals.len()) {
            return Err(at("a named local as operand"));
        }
        if let Inst::MakeFunction { function, .. } = inst {
            let inner = body.functions[function.as_usize()].body;
            if inner.as_usize() >= module.bodies.len() || module.bodies[inner].parent.is_none() {
                return Err(at("no such body"));
            }
        }
    }
    walk(body)
}

/// Follows every way once, with the set of full temporaries and the depth of open regions.
fn walk(body: &Body) -> Result<(), String> {
    let mut seen: Vec<Option<usize>> = vec![None; body.code.len()];
    let mut todo = vec![(0usize, vec![false; body.slots.into()], 0usize)];
    while let Some((mut pc, mut full, mut open)) = todo.pop() {
        while pc < body.code.len() {
            if let Some(before) = seen[pc] {
                if before != open {
                    return Err(format!("{pc}: reached with {open} open regions and with {before}"));
                }
                break;
            }
            seen[pc] = Some(open);
            let inst = &body.code[pc];
            let (reads, writes) = slots(body, inst);
            if let Some(slot) = reads.iter().find(|slot| !full[usize::from(slot.0)]) {
                return Err(format!("{pc} {inst:?}: {slot:?} is empty"));
            }
            if consumes(inst) {
                reads.iter().for_each(|slot| full[usize::from(slot.0)] = false);
            }
            writes.iter().for_each(|slot| full[usize::from(slot.0)] = true);
            match inst {
                Inst::Try { handler, depth, .. } => {
                    let mut at_handler = full.clone();
                    at_handler[usize::from(depth.0)..].iter_mut().for_each(|slot| *slot = false);
                    todo.push((*handler as usize, at_handler, open));
                    open += 1;
                }
                Inst::TryEnd => {
                    open = open.checked_sub(1).ok_or(format!("{pc}: nothing to close"))?;
                }
                Inst::ForNext { exit, iter, .. } | Inst::AsyncForNext { exit, iter, .. } => {
                    let mut done = full.clone();
                    done[usize::from(iter.0)] = false;
                    todo.push((*exit as usize, done, open));
                }
                Inst::LoopTest { exit, .. } => todo.push((*exit as usize, full.clone(), open)),
                Inst::Branch { otherwise, .. } | Inst::BranchNone { otherwise, .. } => {
                    todo.push((*otherwise as usize, full.clone(), open));
                }
                Inst::Return { .. } | Inst::Raise { .. } | Inst::Reraise { .. } => break,
                Inst::Jump { to } | Inst::Break { end: to } => {
                    pc = *to as usize;
                    continue;
                }
                Inst::LoopBack { .. } | Inst::Continue { .. } => break,
                _ => {}
            }
            pc += 1;
        }
    }
    Ok(())
}

fn is_backward(inst: &Inst) -> bool {
    matches!(inst, Inst::LoopBack { .. } | Inst::Continue { .. })
}

fn targets(inst: &Inst) -> Vec<Pc> {
    match *inst {
        Inst::ForNext { exit, .. } | Inst::AsyncForNext { exit, .. } | Inst::LoopTest { exit, .. } => {
            vec![exit]
        }
        Inst::Jump { to } => vec![to],
        Inst::Branch { otherwise, end, .. } | Inst::BranchNone { otherwise, end, .. } => vec![otherwise, end],
        Inst::Loop { head, exit, end, .. } => vec![head, exit, end],
        Inst::LoopBack { head } | Inst::Continue { head } => vec![head],
        Inst::Break { end } => vec![end],
        Inst::Try { handler, body_end, end, .. } => vec![handler, body_end, end],
        _ => Vec::new(),
    }
}

fn consumes(inst: &Inst) -> bool {
    !matches!(
        inst,
        Inst::Copy { .. }
            | Inst::ForNext { .. }
            | Inst::AsyncForNext { .. }
            | Inst::ImportFrom { .. }
            | Inst::MatchSequence { .. }
            | Inst::MatchMapping { .. }
            | Inst::MatchLength { .. }
    )
}

/// Temporaries an instruction reads and writes. What is kept counts as read and written; what may
/// be empty counts as neither.
fn slots(body: &Body, inst: &Inst) -> (Vec<Slot>, Vec<Slot>) {
    let found = name_slots(inst).or_else(|| operator_slots(body, inst));
    let found = found.or_else(|| container_slots(body, inst)).or_else(|| call_slots(body, inst));
    found.or_else(|| match_slots(body, inst)).unwrap_or_else(|| flow_slots(inst))
}

type Slots = (Vec<Slot>, Vec<Slot>);

fn operands(body: &Body, list: SlotList) -> Vec<Slot> {
    body.operands[list.start as usize..(list.start + list.len) as usize].to_vec()
}

fn next(slot: Slot) -> Slot {
    Slot(slot.0 + 1)
}

fn name_slots(inst: &Inst) -> Option<Slots> {
    Some(match *inst {
        Inst::Const { dst, .. }
        | Inst::BuildFromConst { dst, .. }
        | Inst::Import { dst, .. }
        | Inst::LoadLocal { dst, .. }
        | Inst::SaveLocal { dst, .. }
        | Inst::LoadCell { dst, .. }
        | Inst::LoadClassCell { dst, .. }
        | Inst::LoadCellObject { dst, .. }
        | Inst::LoadGlobal { dst, .. }
        | Inst::LoadName { dst, .. }
        | Inst::HandlerStart { dst } => (vec![], vec![dst]),
        Inst::Copy { dst, src } | Inst::Move { dst, src } => (vec![src], vec![dst]),
        Inst::StoreLocal { src, .. }
        | Inst::StoreCell { src, .. }
        | Inst::StoreGlobal { src, .. }
        | Inst::StoreName { src, .. } => (vec![src], vec![]),
        Inst::LoadAttr { dst, obj, .. } => (vec![obj], vec![dst]),
        Inst::LoadMethod { dst, obj, .. } => (vec![obj], vec![dst, next(dst)]),
        Inst::StoreAttr { obj, value, .. } => (vec![obj, value], vec![]),
        Inst::DeleteAttr { obj, .. } => (vec![obj], vec![]),
        Inst::LoadSuperAttr { dst, class, instance, .. } => (vec![class, instance], vec![dst]),
        Inst::LoadItem { dst, obj, index } => (vec![obj, index], vec![dst]),
        Inst::StoreItem { obj, index, value } => (vec![obj, index, value], vec![]),
        Inst::DeleteItem { obj, index } => (vec![obj, index], vec![]),
        Inst::ImportFrom { dst, module, .. } => (vec![module], vec![dst]),
        _ => return None,
    })
}

fn operator_slots(body: &Body, inst: &Inst) -> Option<Slots> {
    Some(match *inst {
        Inst::BuildSlice { dst, start, stop, step } => {
            ([start, stop].into_iter().chain(step).collect(), vec![dst])
        }
        Inst::Unary { dst, value, .. }
        | Inst::Truth { dst, value }
        | Inst::Iter { dst, value }
        | Inst::AsyncIter { dst, value }
        | Inst::Yield { dst, value }
        | Inst::YieldFrom { dst, value }
        | Inst::Await { dst, value } => (vec![value], vec![dst]),
        Inst::Binary { dst, left, right, .. }
        | Inst::InPlace { dst, left, right, .. }
        | Inst::Compare { dst, left, right, .. } => (vec![left, right], vec![dst]),
        Inst::FormatValue { dst, value, spec, .. } => {
            (std::iter::once(value).chain(spec).collect(), vec![dst])
        }
        Inst::Intrinsic { dst, kind, inputs } => {
            let rest = (kind == Intrinsic::SplitGroup).then_some(next(dst));
            (operands(body, inputs), std::iter::once(dst).chain(rest).collect())
        }
        Inst::Opaque { dst, inputs, .. } => (operands(body, inputs), vec![dst]),
        _ => return None,
    })
}

fn container_slots(body: &Body, inst: &Inst) -> Option<Slots> {
    Some(match *inst {
        Inst::BuildTuple { dst, items }
        | Inst::BuildList { dst, items }
        | Inst::BuildSet { dst, items }
        | Inst::BuildDict { dst, items }
        | Inst::BuildString { dst, parts: items } => (operands(body, items), vec![dst]),
        Inst::ListAppend { list, item } => (vec![list, item], vec![list]),
        Inst::ListExtend { list, items } => (vec![list, items], vec![list]),
        Inst::SetAdd { set, item } => (vec![set, item], vec![set]),
        Inst::SetUpdate { set, items } => (vec![set, items], vec![set]),
        Inst::DictAdd { dict, key, value } => (vec![dict, key, value], vec![dict]),
        Inst::DictUpdate { dict, items } => (vec![dict, items], vec![dict]),
        Inst::Unpack { src, into } | Inst::UnpackStar { src, into, .. } => (vec![src], operands(body, into)),
        Inst::ForNext { dst, iter, .. } | Inst::AsyncForNext { dst, iter, .. } => (vec![iter], vec![dst]),
        _ => return None,
    })
}

fn call_slots(body: &Body, inst: &Inst) -> Option<Slots> {
    Some(match *inst {
        Inst::Call { dst, callee, args, .. } | Inst::BuildClass { dst, body: callee, args, .. } => {
            let args = &body.call_args[args.as_usize()];
            let positional = args.positional.iter().map(|arg| arg.slot);
            let keywords = args.keywords.iter().map(|keyword| keyword.slot);
            (positional.chain(keywords).chain([callee]).collect(), vec![dst])
        }
        Inst::MakeFunction { dst, function } => {
            let parts = &body.functions[function.as_usize()];
            let named = parts.kw_defaults.iter().chain(&parts.annotations).map(|(_, slot)| *slot);
            let all = parts.defaults.iter().copied().chain(named);
            (all.chain(parts.annotate).chain(parts.type_params).collect(), vec![dst])
        }
        _ => return None,
    })
}

fn match_slots(body: &Body, inst: &Inst) -> Option<Slots> {
    Some(match *inst {
        Inst::Caught { exc } => (vec![exc], vec![exc]),
        Inst::MatchException { dst, exc, class } => (vec![exc, class], vec![exc, dst]),
        Inst::MatchSequence { dst, subject }
        | Inst::MatchMapping { dst, subject }
        | Inst::MatchLength { dst, subject, .. } => (vec![subject], vec![dst]),
        Inst::MatchKeys { dst, subject, keys } | Inst::MatchRest { dst, subject, keys } => {
            (operands(body, keys).into_iter().chain([subject]).collect(), vec![subject, dst])
        }
        Inst::MatchClass { dst, subject, class, .. } => (vec![subject, class], vec![subject, dst]),
        _ => return None,
    })
}

fn flow_slots(inst: &Inst) -> Slots {
    match *inst {
        Inst::Branch { cond, .. } | Inst::BranchNone { cond, .. } | Inst::LoopTest { cond, .. } => {
            (vec![cond], vec![])
        }
        Inst::Return { value } => (vec![value], vec![]),
        Inst::Raise { exc, cause } => (exc.into_iter().chain(cause).collect(), vec![]),
        Inst::Reraise { exc } => (vec![exc], vec![]),
        Inst::WithEnter { exit, value, manager, .. } => (vec![manager], vec![exit, value]),
        Inst::WithExit { exit, .. } => (vec![exit], vec![]),
        Inst::WithExitException { dst, exit, exc, .. } => (vec![exit, exc], vec![exc, dst]),
        _ => (vec![], vec![]),
    }
}
