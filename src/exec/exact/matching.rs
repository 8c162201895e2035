//! `match` tests when the subject is known.

use crate::base::Symbol;
use crate::exec::machine::{Frame, Machine, Step};
use crate::exec::statics;
use crate::heap::{Kind, Label, ObjId, Payload};
use crate::ir::{Body, Inst};

impl Machine {
    /// Whether an instance's class extends that abstract class of `collections.abc`.
    fn extends_abstract(&mut self, subject: ObjId, name: &str) -> bool {
        let module = self.natives.modules.get(&Symbol::new("collections.abc")).copied();
        let wanted = module.and_then(|module| self.heap.target(module, Label::attr(Symbol::new(name))));
        let class = self.class(subject);
        self.kind(subject) == Kind::Instance && wanted.is_some_and(|wanted| self.inherits(class, wanted))
    }

    /// One test of a pattern; `false` when it is not modelled.
    pub(in crate::exec) fn match_known(&mut self, frame: &mut Frame, body: &Body, inst: Inst) -> Step<bool> {
        match inst {
            Inst::MatchSequence { dst, subject } => {
                let subject = self.peek(frame, subject);
                let known = matches!(self.kind(subject), Kind::List | Kind::Tuple | Kind::Deque)
                    || matches!(self.payload(subject), Payload::Range { .. })
                    || self.extends_abstract(subject, "Sequence");
                let known = self.new_bool(known);
                self.put(frame, dst, known);
            }
            Inst::MatchMapping { dst, subject } => {
                let subject = self.peek(frame, subject);
                let known = self.kind(subject) == Kind::Dict
                    || self.class(subject) == statics::MAPPINGPROXY
                    || self.extends_abstract(subject, "Mapping");
                let known = self.new_bool(known);
                self.put(frame, dst, known);
            }
            Inst::MatchLength { dst, subject, len, at_least } => {
                let subject = self.peek(frame, subject);
                let Some(have) = self.length(subject)? else { return Ok(false) };
                let known = if at_least { have >= len as usize } else { have == len as usize };
                let known = self.new_bool(known);
                self.put(frame, dst, known);
            }
            Inst::MatchKeys { dst, subject, keys } => {
                let subject = self.peek(frame, subject);
                let keys = self.take_list(frame, body, keys);
                let mut found = Vec::new();
                for key in &keys {
                    match self.dict_get(subject, *key)? {
                        Some(Some(value)) => found.push(self.share(value)),
                        _ => break,
                    }
                }
                let all = found.len() == keys.len();
                let value = if all { self.new_tuple(found) } else { statics::NONE };
                self.drop_all(keys);
                self.put(frame, dst, value);
            }
            Inst::MatchClass { dst, subject, class, positional, names } => {
                let subject = self.peek(frame, subject);
                let class = self.take(frame, class);
                let names = self.constant_names(frame.code.unit, names);
                let found = self.match_class(subject, class, positional as usize, &names);
                self.drop_ref(class);
                let Some(value) = found? else { return Ok(false) };
                self.put(frame, dst, value);
            }
            Inst::MatchRest { dst, subject, keys } => {
                let subject = self.peek(frame, subject);
                let keys = self.take_list(frame, body, keys);
                let rest = self.new_dict();
                self.dict_merge(rest, subject)?;
                for key in keys {
                    if let Some(Some(entry)) = self.dict_find(rest, key)?
                        && let Some((old, value)) = self.dict_take(rest, entry)?
                    {
                        self.drop_ref(old);
                        self.drop_ref(value);
                    }
                    self.drop_ref(key);
                }
                self.put(frame, dst, rest);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The attributes of a class pattern as a tuple, or None; owned.
    fn match_class(
        &mut self,
        subject: ObjId,
        class: ObjId,
        positional: usize,
        names: &[Symbol],
    ) -> Step<Option<ObjId>> {
        match self.instance_of(subject, class)? {
            Some(true) => {}
            Some(false) => return Ok(Some(statics::NONE)),
            None => return Ok(None),
        }
        let mut wanted: Vec<Symbol> = Vec::new();
        let mut found = Vec::new();
        if positional > 0 {
            let own = matches!(
                class,
                statics::INT
                    | statics::STR
                    | statics::FLOAT
                    | statics::BOOL
                    | statics::BYTES
                    | statics::LIST
                    | statics::TUPLE
                    | statics::DICT
                    | statics::SET
                    | statics::FROZENSET
                    | statics::BYTEARRAY
            );
            if own {
                found.push(self.share(subject));
            } else {
                let args = self.lookup(class, Symbol::new("__match_args__")).map(|(_, value)| value);
                let args = args.map_or(Vec::new(), |args| self.elements(args));
                if args.len() < positional {
                    let shown = self.class_name(class);
                    let plural = if args.len() == 1 { "" } else { "s" };
                    let words = format!(
                        "{shown}() accepts {} positional sub-pattern{plural} ({positional} given)",
                        args.len()
                    );
                    return Err(self.type_error(&words));
                }
                wanted.extend(
                    args.iter().take(positional).filter_map(|n| self.text(*n)).map(|n| Symbol::new(&n)),
                );
            }
        }
        wanted.extend(names);
        for name in wanted {
            match self.load_attr(subject, name) {
                Ok(value) => found.push(value),
                Err(stop) => {
                    self.drop_all(found);
                    self.swallow(stop, statics::ATTRIBUTE_ERROR)?;
                    return Ok(Some(statics::NONE));
                }
            }
        }
        if found.is_empty() {
            return Ok(Some(self.empty_tuple()));
        }
        let tuple = self.new_object(Kind::Tuple, statics::TUPLE, Default::default());
        for value in found {
            self.hold(tuple, Label::Elem, value);
        }
        Ok(Some(tuple))
    }
}
