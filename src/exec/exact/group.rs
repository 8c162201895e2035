//! Groups of exceptions: made, split by `except*` and by their own methods, raised again.

use crate::base::Symbol;
use crate::exec::machine::{Machine, Step};
use crate::exec::native::Modelled;
use crate::exec::statics;
use crate::heap::{Kind, Label, ObjId};

/// What matches, and what is left; owned, `NONE` where there is nothing.
type Halves = (ObjId, ObjId);

impl Machine {
    pub(in crate::exec) fn is_group(&mut self, exc: ObjId) -> bool {
        self.kind(exc) == Kind::Exception && self.is_a(exc, statics::BASE_EXCEPTION_GROUP)
    }

    /// The exceptions inside a group, borrowed.
    pub(in crate::exec) fn group_members(&self, group: ObjId) -> Vec<ObjId> {
        let members = self.heap.target(group, Label::attr(Symbol::new("exceptions")));
        members.map_or(Vec::new(), |members| self.elements(members))
    }

    /// What the constructor of a group checks and keeps besides its arguments.
    pub(in crate::exec) fn init_group(&mut self, group: ObjId, arguments: &[ObjId]) -> Step<()> {
        let &[text, members] = arguments else {
            let given = arguments.len();
            let words = format!("BaseExceptionGroup.__new__() takes exactly 2 arguments ({given} given)");
            return Err(self.type_error(&words));
        };
        let items = match self.kind(members) {
            Kind::List | Kind::Tuple => self.elements(members),
            _ => return Err(self.type_error("second argument (exceptions) must be a sequence")),
        };
        if items.is_empty() {
            return Err(self.value_error("second argument (exceptions) must be a non-empty sequence"));
        }
        for (at, item) in items.iter().enumerate() {
            if self.kind(*item) != Kind::Exception {
                let words = format!("Item {at} of second argument (exceptions) is not an exception");
                return Err(self.value_error(&words));
            }
        }
        let mut plain = true;
        for item in &items {
            plain &= self.is_a(*item, statics::EXCEPTION);
        }
        if !plain && self.is_a(group, statics::EXCEPTION) {
            return Err(self.type_error("Cannot nest BaseExceptions in an ExceptionGroup"));
        }
        if plain
            && self.class(group) == statics::BASE_EXCEPTION_GROUP
            && let Some(object) = self.heap.get_mut(group)
        {
            object.class = statics::EXCEPTION_GROUP;
        }
        let text = self.share(text);
        self.put_attr(group, Label::attr(Symbol::new("message")), text);
        let items = self.share_all(&items);
        let members = self.new_tuple(items);
        self.put_attr(group, Label::attr(Symbol::new("exceptions")), members);
        Ok(())
    }

    /// A group like another with some of its members, owned by the caller.
    fn derive(&mut self, group: ObjId, members: Vec<ObjId>) -> Modelled<ObjId> {
        let text = self.heap.target(group, Label::attr(Symbol::new("message"))).unwrap_or(statics::NONE);
        let list = self.new_list(members);
        let made = match self.overrides(group, "derive") {
            Some(method) => self.call_own(method, &[group, list])?,
            None => Some(self.call_with(statics::BASE_EXCEPTION_GROUP, &[text, list])?),
        };
        self.drop_ref(list);
        let Some(made) = made else { return Ok(None) };
        for label in [Label::Traceback, Label::Context, Label::Cause] {
            if let Some(part) = self.heap.target(group, label) {
                let part = self.share(part);
                self.put_attr(made, label, part);
            }
        }
        Ok(Some(made))
    }

    /// Splits by a class, a tuple of classes or a predicate.
    pub(in crate::exec) fn split_group(&mut self, exc: ObjId, by: ObjId) -> Modelled<Halves> {
        let Some(whole) = self.group_matches(exc, by)? else { return Ok(None) };
        if whole {
            return Ok(Some((self.share(exc), statics::NONE)));
        }
        if !self.is_group(exc) {
            return Ok(Some((statics::NONE, self.share(exc))));
        }
        let (mut matching, mut rest) = (Vec::new(), Vec::new());
        for member in self.group_members(exc) {
            let Some((yes, no)) = self.split_group(member, by)? else { return Ok(None) };
            matching.extend((yes != statics::NONE).then_some(yes));
            rest.extend((no != statics::NONE).then_some(no));
        }
        let mut halves = [statics::NONE; 2];
        for (half, members) in halves.iter_mut().zip([matching, rest]) {
            if !members.is_empty() {
                let Some(made) = self.derive(exc, members)? else { return Ok(None) };
                *half = made;
            }
        }
        Ok(Some((halves[0], halves[1])))
    }

    fn group_matches(&mut self, exc: ObjId, by: ObjId) -> Modelled<bool> {
        if matches!(self.kind(by), Kind::Class | Kind::Tuple) {
            return self.caught_by(exc, by);
        }
        if self.is_vague(by) {
            return Ok(None);
        }
        let result = self.call_with(by, &[exc])?;
        let truth = self.truth(result);
        self.drop_ref(result);
        truth
    }

    /// `except*`: what the clause takes, as a group, and what is left; operands are consumed.
    pub(in crate::exec) fn split_for_clause(&mut self, rest: ObjId, class: ObjId) -> Modelled<Halves> {
        if rest == statics::NONE {
            self.drop_ref(class);
            return Ok(Some((statics::NONE, statics::NONE)));
        }
        let Some((matching, left)) = self.split_group(rest, class)? else { return Ok(None) };
        self.drop_ref(class);
        self.drop_ref(rest);
        if matching == statics::NONE || self.is_group(matching) {
            return Ok(Some((matching, left)));
        }
        let text = self.new_str("");
        let list = self.new_list(vec![matching]);
        let wrapped = self.call_with(statics::BASE_EXCEPTION_GROUP, &[text, list]);
        self.drop_ref(list);
        self.drop_ref(text);
        Ok(Some((wrapped?, left)))
    }

    /// What is raised after all `except*` clauses, or `NONE`; operands are consumed.
    pub(in crate::exec) fn gather_raised(&mut self, original: ObjId, list: ObjId) -> Step<ObjId> {
        let raised: Vec<ObjId> =
            self.elements(list).into_iter().filter(|exc| *exc != statics::NONE).collect();
        let raised = self.share_all(&raised);
        self.drop_ref(list);
        self.drop_ref(original);
        match raised.as_slice() {
            [] => Ok(statics::NONE),
            // Only what no clause took is left.
            [one] if self.heap.target(*one, Label::Traceback).is_some() => Ok(*one),
            _ => {
                let text = self.new_str("");
                let list = self.new_list(raised);
                let group = self.call_with(statics::BASE_EXCEPTION_GROUP, &[text, list]);
                self.drop_ref(list);
                self.drop_ref(text);
                group
            }
        }
    }
}
