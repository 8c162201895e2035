//! Lowering: a snapshot per construct, and the rules that every body must keep.

use heaplint::base::Idx;
use heaplint::ir::{Body, BodyId, Inst, Module, Pc, Slot, Version};
use heaplint::lower::lower;
use heaplint::syntax::{LineIndex, parse};

/// The version a fixture asks for in its first line, `# python: 3.11`.
fn version_of(text: &str) -> Version {
    let asked = text.lines().next().and_then(|line| line.strip_prefix("# python: 3."));
    Version::new(3, asked.and_then(|minor| minor.trim().parse().ok()).unwrap_or(13))
}

fn lowered(text: &str, version: Version) -> Module {
    let module = lower(&parse(text, version), version);
    for body in module.bodies.iter() {
        if let Err(problem) = check(&module, body) {
            panic!("{}: {problem}\n{}", module.heading(body), module.to_text());
        }
    }
    module
}

/// A body as text, each statement under its own line of source.
fn with_source(text: &str, module: &Module) -> String {
    let lines = LineIndex::new(text);
    let mut out = String::new();
    for (id, body) in module.bodies.iter_enumerated() {
        out.push_str(&format!("body {} {}\n", id.as_usize(), module.heading(body)));
        for (pc, inst) in body.code.iter().enumerate() {
            let site = module.sites[body.sites[pc]];
            if matches!(inst, Inst::Line) {
                let line = lines.line(site.start);
                out.push_str(&format!("{line:4} | {}\n", lines.line_text(text, line)));
            }
            let (start, end) = (site.start as usize, (site.end as usize).min(text.len()));
            let at = text[start..end].lines().next().unwrap_or("");
            let inst = module.inst_text(body, pc);
            out.push_str(format!("{pc:5} {inst:<60} {at}").trim_end());
            out.push('\n');
        }
        out.push('\n');
    }
    for (site, what) in &module.unsupported {
        out.push_str(&format!("unsupported, line {}: {what}\n", lines.line(module.sites[*site].start)));
    }
    out
}

#[test]
fn every_construct_is_lowered_in_order() {
    insta::glob!("..", "fixtures/lower/*.py", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let module = lowered(&text, version_of(&text));
        insta::assert_snapshot!(with_source(&text, &module));
    });
}

#[test]
fn every_fixture_is_valid_for_every_version() {
    insta::glob!("..", "fixtures/lower/*.py", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        for minor in 8..=14 {
            lowered(&text, Version::new(3, minor));
        }
    });
}

#[test]
fn broken_and_deep_code_is_lowered_without_harm() {
    let version = Version::new(3, 13);
    let depth = 20_000;
    let texts = [
        "def f(:\n  return\nbreak\nx = = 2\nclass\n".to_owned(),
        "def f():\n  yield = 3\n  1 = x\n  del 1\n  f() += 1\n".to_owned(),
        format!("x = {}{}\n", "(".repeat(depth), ")".repeat(depth)),
        format!("x = {}1{}\n", "[".repeat(depth), "]".repeat(depth)),
        format!("x = {}y\n", "-".repeat(depth)),
        format!("x{} = 1\n", ".y".repeat(depth)),
        format!("x = 1{}\n", "+1".repeat(depth)),
        format!("x = y{}\n", "+1".repeat(depth)),
        format!("x = y{}\n", " if z else y".repeat(depth)),
        format!("x = {}1\n", "lambda: ".repeat(2000)),
        format!("{}1\n", "a and not b or ".repeat(depth)),
        format!("x = {}1{}\n", "[y for y in ".repeat(300), "]".repeat(300)),
        format!("match x:\n  case {}_{}: pass\n", "[".repeat(2000), "]".repeat(2000)),
    ];
    for text in texts {
        lowered(&text, version);
    }
}

/// Rules every body keeps: targets and slots in range, operands written before they are read on
/// the straight path, regions opened and closed in turn.
fn check(module: &Module, body: &Body) -> Result<(), String> {
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

/// Temporaries an instruction reads and writes. What is kept counts as read and written.
fn slots(body: &Body, inst: &Inst) -> (Vec<Slot>, Vec<Slot>) {
    let list = |list: heaplint::ir::SlotList| {
        body.operands[list.start as usize..(list.start + list.len) as usize].to_vec()
    };
    let pair = |slot: Slot| Slot(slot.0 + 1);
    match *inst {
        Inst::Const { dst, .. } | Inst::BuildFromConst { dst, .. } | Inst::Import { dst, .. } => {
            (vec![], vec![dst])
        }
        Inst::Copy { dst, src } | Inst::Move { dst, src } => (vec![src], vec![dst]),
        // May be empty.
        Inst::Drop { .. } | Inst::RestoreLocal { .. } => (vec![], vec![]),
        Inst::LoadLocal { dst, .. }
        | Inst::SaveLocal { dst, .. }
        | Inst::LoadCell { dst, .. }
        | Inst::LoadClassCell { dst, .. }
        | Inst::LoadCellObject { dst, .. }
        | Inst::LoadGlobal { dst, .. }
        | Inst::LoadName { dst, .. }
        | Inst::HandlerStart { dst } => (vec![], vec![dst]),
        Inst::StoreLocal { src, .. }
        | Inst::StoreCell { src, .. }
        | Inst::StoreGlobal { src, .. }
        | Inst::StoreName { src, .. } => (vec![src], vec![]),
        Inst::LoadAttr { dst, obj, .. } => (vec![obj], vec![dst]),
        Inst::LoadMethod { dst, obj, .. } => (vec![obj], vec![dst, pair(dst)]),
        Inst::StoreAttr { obj, value, .. } => (vec![obj, value], vec![]),
        Inst::DeleteAttr { obj, .. } => (vec![obj], vec![]),
        Inst::LoadSuperAttr { dst, class, instance, .. } => (vec![class, instance], vec![dst]),
        Inst::LoadItem { dst, obj, index } => (vec![obj, index], vec![dst]),
        Inst::StoreItem { obj, index, value } => (vec![obj, index, value], vec![]),
        Inst::DeleteItem { obj, index } => (vec![obj, index], vec![]),
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
        Inst::BuildTuple { dst, items }
        | Inst::BuildList { dst, items }
        | Inst::BuildSet { dst, items }
        | Inst::BuildDict { dst, items }
        | Inst::BuildString { dst, parts: items }
        | Inst::Opaque { dst, inputs: items, .. } => (list(items), vec![dst]),
        Inst::Intrinsic { dst, kind, inputs } => {
            let rest = (kind == heaplint::ir::Intrinsic::SplitGroup).then_some(pair(dst));
            (list(inputs), std::iter::once(dst).chain(rest).collect())
        }
        Inst::ListAppend { list, item } => (vec![list, item], vec![list]),
        Inst::ListExtend { list, items } => (vec![list, items], vec![list]),
        Inst::SetAdd { set, item } => (vec![set, item], vec![set]),
        Inst::SetUpdate { set, items } => (vec![set, items], vec![set]),
        Inst::DictAdd { dict, key, value } => (vec![dict, key, value], vec![dict]),
        Inst::DictUpdate { dict, items } => (vec![dict, items], vec![dict]),
        Inst::FormatValue { dst, value, spec, .. } => {
            (std::iter::once(value).chain(spec).collect(), vec![dst])
        }
        Inst::Unpack { src, into } | Inst::UnpackStar { src, into, .. } => (vec![src], list(into)),
        Inst::Call { dst, callee, args, .. } => {
            let args = &body.call_args[args.as_usize()];
            let reads = args.positional.iter().map(|arg| arg.slot);
            (
                reads.chain(args.keywords.iter().map(|keyword| keyword.slot)).chain([callee]).collect(),
                vec![dst],
            )
        }
        Inst::BuildClass { dst, body: function, args, .. } => {
            let args = &body.call_args[args.as_usize()];
            let reads = args.positional.iter().map(|arg| arg.slot);
            (
                reads.chain(args.keywords.iter().map(|keyword| keyword.slot)).chain([function]).collect(),
                vec![dst],
            )
        }
        Inst::MakeFunction { dst, function } => {
            let parts = &body.functions[function.as_usize()];
            let named = parts.kw_defaults.iter().chain(&parts.annotations).map(|(_, slot)| *slot);
            let all =
                parts.defaults.iter().copied().chain(named).chain(parts.annotate).chain(parts.type_params);
            (all.collect(), vec![dst])
        }
        Inst::ImportFrom { dst, module, .. } => (vec![module], vec![dst]),
        Inst::ForNext { dst, iter, .. } | Inst::AsyncForNext { dst, iter, .. } => (vec![iter], vec![dst]),
        Inst::Branch { cond, .. } | Inst::BranchNone { cond, .. } | Inst::LoopTest { cond, .. } => {
            (vec![cond], vec![])
        }
        Inst::Return { value } => (vec![value], vec![]),
        Inst::MatchException { dst, exc, class } => (vec![exc, class], vec![exc, dst]),
        Inst::Raise { exc, cause } => (exc.into_iter().chain(cause).collect(), vec![]),
        Inst::Reraise { exc } => (vec![exc], vec![]),
        Inst::WithEnter { exit, value, manager, .. } => (vec![manager], vec![exit, value]),
        Inst::WithExit { exit, .. } => (vec![exit], vec![]),
        Inst::WithExitException { dst, exit, exc, .. } => (vec![exit, exc], vec![exc, dst]),
        Inst::MatchSequence { dst, subject } | Inst::MatchMapping { dst, subject } => {
            (vec![subject], vec![dst])
        }
        Inst::MatchLength { dst, subject, .. } => (vec![subject], vec![dst]),
        Inst::MatchKeys { dst, subject, keys } | Inst::MatchRest { dst, subject, keys } => {
            (list(keys).into_iter().chain([subject]).collect(), vec![subject, dst])
        }
        Inst::MatchClass { dst, subject, class, .. } => (vec![subject, class], vec![subject, dst]),
        Inst::DeleteLocal { .. }
        | Inst::DeleteCell { .. }
        | Inst::DeleteGlobal { .. }
        | Inst::DeleteName { .. }
        | Inst::Jump { .. }
        | Inst::Loop { .. }
        | Inst::LoopBack { .. }
        | Inst::Break { .. }
        | Inst::Continue { .. }
        | Inst::Try { .. }
        | Inst::TryEnd
        | Inst::HandlerEnd
        | Inst::Line => (vec![], vec![]),
    }
}

#[test]
fn bodies_are_numbered_from_the_outside_in() {
    let module = lowered("def f():\n    def g():\n        return lambda: 1\n", Version::new(3, 13));
    let parents: Vec<Option<BodyId>> = module.bodies.iter().map(|body| body.parent).collect();
    assert_eq!(parents, [None, Some(BodyId(0)), Some(BodyId(1)), Some(BodyId(2))]);
}
