//! One instruction, dispatched to its family. Control flow proper is in `flow`.

use crate::heap::{Kind, ObjId, Payload};
use crate::ir::{Body, Inst, Intrinsic, LocalKind, Slot, SlotList};
use crate::summary::LossKind;

use super::flow::{Flow, Next};
use super::machine::{EMPTY, Frame, Machine, Step, Stop};
use super::statics;

impl Machine {
    pub(super) fn step(&mut self, frame: &mut Frame, body: &Body, inst: Inst) -> Result<Next, Stop> {
        match inst {
            Inst::Const { .. } | Inst::Copy { .. } | Inst::Move { .. } | Inst::Drop { .. } | Inst::Line => {
                self.step_slot(frame, inst)
            }
            Inst::LoadLocal { .. }
            | Inst::StoreLocal { .. }
            | Inst::DeleteLocal { .. }
            | Inst::SaveLocal { .. }
            | Inst::RestoreLocal { .. }
            | Inst::LoadCell { .. }
            | Inst::StoreCell { .. }
            | Inst::DeleteCell { .. }
            | Inst::LoadClassCell { .. }
            | Inst::LoadCellObject { .. } => self.step_local(frame, body, inst)?,
            Inst::LoadGlobal { .. }
            | Inst::StoreGlobal { .. }
            | Inst::DeleteGlobal { .. }
            | Inst::LoadName { .. }
            | Inst::StoreName { .. }
            | Inst::DeleteName { .. } => self.step_name(frame, inst)?,
            Inst::LoadAttr { .. }
            | Inst::StoreAttr { .. }
            | Inst::DeleteAttr { .. }
            | Inst::LoadMethod { .. }
            | Inst::LoadSuperAttr { .. }
            | Inst::LoadItem { .. }
            | Inst::StoreItem { .. }
            | Inst::DeleteItem { .. } => self.step_access(frame, inst)?,
            Inst::Unary { .. }
            | Inst::Binary { .. }
            | Inst::InPlace { .. }
            | Inst::Compare { .. }
            | Inst::Truth { .. }
            | Inst::FormatValue { .. } => self.step_operator(frame, inst)?,
            Inst::BuildTuple { .. }
            | Inst::BuildList { .. }
            | Inst::BuildSet { .. }
            | Inst::BuildDict { .. }
            | Inst::BuildFromConst { .. }
            | Inst::ListAppend { .. }
            | Inst::ListExtend { .. }
            | Inst::SetAdd { .. }
            | Inst::SetUpdate { .. }
            | Inst::DictAdd { .. }
            | Inst::DictUpdate { .. }
            | Inst::BuildSlice { .. }
            | Inst::BuildString { .. }
            | Inst::Unpack { .. }
            | Inst::UnpackStar { .. } => self.step_display(frame, body, inst)?,
            Inst::Call { .. }
            | Inst::MakeFunction { .. }
            | Inst::BuildClass { .. }
            | Inst::Import { .. }
            | Inst::ImportFrom { .. }
            | Inst::Intrinsic { .. }
            | Inst::Opaque { .. } => self.step_call(frame, body, inst)?,
            Inst::Iter { .. }
            | Inst::AsyncIter { .. }
            | Inst::ForNext { .. }
            | Inst::AsyncForNext { .. }
            | Inst::Yield { .. }
            | Inst::YieldFrom { .. }
            | Inst::Await { .. } => return self.step_iteration(frame, inst),
            Inst::WithEnter { is_async: true, .. }
            | Inst::WithExit { is_async: true, .. }
            | Inst::WithExitException { is_async: true, .. }
                if self.exact =>
            {
                return self.start_waiting(frame, inst);
            }
            Inst::HandlerStart { .. }
            | Inst::Caught { .. }
            | Inst::HandlerEnd
            | Inst::MatchException { .. }
            | Inst::Raise { .. }
            | Inst::Reraise { .. }
            | Inst::WithEnter { .. }
            | Inst::WithExit { .. }
            | Inst::WithExitException { .. } => self.step_exception(frame, inst)?,
            Inst::MatchSequence { .. }
            | Inst::MatchMapping { .. }
            | Inst::MatchLength { .. }
            | Inst::MatchKeys { .. }
            | Inst::MatchClass { .. }
            | Inst::MatchRest { .. } => self.step_match(frame, body, inst)?,
            Inst::Jump { .. }
            | Inst::Branch { .. }
            | Inst::BranchNone { .. }
            | Inst::Loop { .. }
            | Inst::LoopTest { .. }
            | Inst::LoopBack { .. }
            | Inst::Break { .. }
            | Inst::Continue { .. }
            | Inst::Return { .. }
            | Inst::Try { .. }
            | Inst::TryEnd => {}
        }
        Ok(Next::Go)
    }

    fn step_slot(&mut self, frame: &mut Frame, inst: Inst) {
        match inst {
            Inst::Const { dst, value } => {
                let value = self.constant(frame.code.unit, value);
                self.put(frame, dst, value);
            }
            Inst::Copy { dst, src } => {
                let value = frame.slots[src.0 as usize];
                let value = self.share(value);
                self.put(frame, dst, value);
            }
            Inst::Move { dst, src } => {
                let value = std::mem::replace(&mut frame.slots[src.0 as usize], EMPTY);
                self.put(frame, dst, value);
            }
            Inst::Drop { slot } => {
                let value = std::mem::replace(&mut frame.slots[slot.0 as usize], EMPTY);
                self.drop_ref(value);
            }
            _ => {}
        }
    }

    fn step_local(&mut self, frame: &mut Frame, body: &Body, inst: Inst) -> Step<()> {
        match inst {
            Inst::LoadLocal { dst, local } => {
                let value = self.load_local(frame, body, local)?;
                self.put(frame, dst, value);
            }
            Inst::StoreLocal { local, src } => {
                let value = self.take(frame, src);
                self.note_bind(body.locals[local.0 as usize].name, value);
                self.store_local(frame, local, value);
            }
            Inst::DeleteLocal { local } => {
                self.note_unbind(body.locals[local.0 as usize].name, frame.slots[local.0 as usize]);
                self.delete_local(frame, body, local)?;
            }
            Inst::SaveLocal { dst, local } => {
                let value = std::mem::replace(&mut frame.slots[local.0 as usize], EMPTY);
                self.put(frame, dst, value);
                if self.exact && body.locals[local.0 as usize].kind == LocalKind::Cell {
                    let name = Payload::Name(body.locals[local.0 as usize].name);
                    frame.slots[local.0 as usize] = self.new_object(Kind::Cell, statics::CELL, name);
                }
            }
            Inst::RestoreLocal { local, src } => {
                let value = std::mem::replace(&mut frame.slots[src.0 as usize], EMPTY);
                self.store_local(frame, local, value);
            }
            Inst::LoadCell { dst, cell } => {
                let value = self.load_cell(frame, body, cell)?;
                self.put(frame, dst, value);
            }
            Inst::StoreCell { cell, src } => {
                let value = self.take(frame, src);
                self.store_cell(frame, cell, value);
            }
            Inst::DeleteCell { cell } => self.delete_cell(frame, body, cell)?,
            Inst::LoadClassCell { dst, cell, name } => {
                let value = self.load_class_cell(frame, body, cell, name)?;
                self.put(frame, dst, value);
            }
            Inst::LoadCellObject { dst, cell } => {
                let value = frame.slots[cell.0 as usize];
                let value = self.share(value);
                self.put(frame, dst, value);
            }
            _ => {}
        }
        Ok(())
    }

    fn step_name(&mut self, frame: &mut Frame, inst: Inst) -> Step<()> {
        let namespace = if frame.namespace == EMPTY { frame.globals } else { frame.namespace };
        match inst {
            Inst::LoadGlobal { dst, name } => {
                let value = self.load_global(frame, name)?;
                self.put(frame, dst, value);
            }
            Inst::LoadName { dst, name } => {
                let value = self.load_name(frame, name)?;
                self.put(frame, dst, value);
            }
            Inst::StoreGlobal { name, src } => {
                let value = self.take(frame, src);
                self.note_bind(name, value);
                self.store(frame.globals, crate::heap::Label::attr(name), value);
            }
            Inst::StoreName { name, src } => {
                let value = self.take(frame, src);
                self.note_bind(name, value);
                self.store_name(namespace, name, value)?;
            }
            Inst::DeleteGlobal { name } => {
                self.note_name_unbound(frame.globals, name);
                self.delete_name(frame.globals, name)?;
            }
            Inst::DeleteName { name } => {
                self.note_name_unbound(namespace, name);
                self.delete_name(namespace, name)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn step_access(&mut self, frame: &mut Frame, inst: Inst) -> Step<()> {
        match inst {
            Inst::LoadAttr { dst, obj, name } => {
                let obj = self.take(frame, obj);
                let value = self.load_attr(obj, name);
                self.drop_ref(obj);
                self.put(frame, dst, value?);
            }
            Inst::StoreAttr { obj, name, value } => {
                let obj = self.take(frame, obj);
                let value = self.take(frame, value);
                let done = self.store_attr(obj, name, value);
                self.drop_ref(obj);
                done?;
            }
            Inst::DeleteAttr { obj, name } => {
                let obj = self.take(frame, obj);
                let done = self.delete_attr(obj, name);
                self.drop_ref(obj);
                done?;
            }
            Inst::LoadMethod { dst, obj, name } => {
                let obj = self.take(frame, obj);
                let (callable, recv) = self.load_method(obj, name)?;
                self.put(frame, dst, callable);
                self.put(frame, Slot(dst.0 + 1), recv);
            }
            Inst::LoadSuperAttr { dst, class, instance, name } => {
                let class = self.take(frame, class);
                let instance = self.take(frame, instance);
                let value = self.load_super(class, instance, name);
                self.drop_ref(class);
                self.drop_ref(instance);
                self.put(frame, dst, value?);
            }
            Inst::LoadItem { dst, obj, index } => {
                let obj = self.take(frame, obj);
                let index = self.take(frame, index);
                let value = self.load_item(obj, index);
                self.drop_ref(index);
                self.drop_ref(obj);
                self.put(frame, dst, value?);
            }
            Inst::StoreItem { obj, index, value } => {
                let obj = self.take(frame, obj);
                let index = self.take(frame, index);
                let value = self.take(frame, value);
                let done = self.store_item(obj, index, value);
                self.drop_ref(index);
                self.drop_ref(obj);
                done?;
            }
            Inst::DeleteItem { obj, index } => {
                let obj = self.take(frame, obj);
                let index = self.take(frame, index);
                let done = self.delete_item(obj, index);
                self.drop_ref(index);
                self.drop_ref(obj);
                done?;
            }
            _ => {}
        }
        Ok(())
    }

    fn step_call(&mut self, frame: &mut Frame, body: &Body, inst: Inst) -> Step<()> {
        match inst {
            Inst::Call { dst, callee, args, method } => {
                let value = self.step_call_value(frame, body, callee, args, method)?;
                self.put(frame, dst, value);
            }
            Inst::MakeFunction { dst, function } => {
                let value = self.make_function(frame, &body.functions[function.0 as usize]);
                self.put(frame, dst, value);
            }
            Inst::BuildClass { dst, body: function, name, args } => {
                let function = self.take(frame, function);
                let value = self.build_class(frame, body, function, name, args)?;
                self.put(frame, dst, value);
            }
            Inst::Import { dst, module, level, fromlist } => {
                let value = self.import(frame, module, level, fromlist)?;
                self.put(frame, dst, value);
            }
            Inst::ImportFrom { dst, module, name } => {
                let module = self.peek(frame, module);
                let value = self.import_from(module, name)?;
                self.put(frame, dst, value);
            }
            Inst::Intrinsic { dst, kind, inputs } => {
                let inputs = self.take_list(frame, body, inputs);
                if let (true, Intrinsic::SplitGroup, &[rest, class]) = (self.exact, kind, inputs.as_slice())
                    && let Some((matching, left)) = self.split_for_clause(rest, class)?
                {
                    self.put(frame, dst, matching);
                    self.put(frame, Slot(dst.0 + 1), left);
                    return Ok(());
                }
                let value = self.intrinsic(frame, kind, &inputs)?;
                self.put(frame, dst, value);
                if kind == Intrinsic::SplitGroup {
                    self.put(frame, Slot(dst.0 + 1), inputs.first().copied().unwrap_or(statics::UNKNOWN));
                }
            }
            Inst::Opaque { dst, inputs, what } => {
                let inputs = self.take_list(frame, body, inputs);
                self.lose_exactness(LossKind::Unsupported, what.as_str());
                self.lose(LossKind::Unsupported, what.as_str());
                let value = self.unknown_holding(&inputs);
                self.put(frame, dst, value);
            }
            _ => {}
        }
        Ok(())
    }

    fn step_iteration(&mut self, frame: &mut Frame, inst: Inst) -> Result<Next, Stop> {
        match inst {
            Inst::YieldFrom { .. } | Inst::Await { .. } | Inst::AsyncForNext { .. } if self.exact => {
                return self.start_waiting(frame, inst);
            }
            Inst::AsyncIter { dst, value } if self.exact => {
                let value = self.take(frame, value);
                let iter = self.async_iterator(value)?;
                let iter = iter.or_else(|| self.unknown_of(&[], "a loop over an unknown value"));
                self.put(frame, dst, iter.unwrap_or(statics::UNKNOWN));
            }
            Inst::Iter { dst, value } | Inst::AsyncIter { dst, value } => {
                let value = self.take(frame, value);
                let iter = self.iter(value)?;
                self.put(frame, dst, iter);
            }
            Inst::ForNext { dst, iter, exit } | Inst::AsyncForNext { dst, iter, exit } => {
                return self.for_next(frame, dst, iter, exit);
            }
            Inst::Yield { dst, value } => {
                let value = self.take(frame, value);
                if self.exact {
                    return Ok(Next::Leave(Flow::Yield(value)));
                }
                self.yields.push(value);
                self.tally_yield();
                self.put(frame, dst, statics::UNKNOWN);
            }
            Inst::YieldFrom { dst, value } => {
                let value = self.take(frame, value);
                let item = self.iterate(value);
                self.yields.push(item);
                self.tally_yield();
                self.put(frame, dst, statics::UNKNOWN);
            }
            Inst::Await { dst, value } => {
                let value = self.take(frame, value);
                let result = self.awaited(value);
                self.put(frame, dst, result);
            }
            _ => {}
        }
        Ok(Next::Go)
    }

    pub(super) fn take_list(&mut self, frame: &mut Frame, body: &Body, list: SlotList) -> Vec<ObjId> {
        let from = list.start as usize;
        let slots = &body.operands[from..from + list.len as usize];
        slots.iter().map(|slot| self.take(frame, *slot)).collect()
    }
}
