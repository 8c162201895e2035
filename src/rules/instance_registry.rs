//! Class-level containers that keep every instance.

use super::{growth, rule};
use crate::diagnostic::{Applicability, Change, ChangeKind, Diagnostic, Remedy};
use crate::outcome::{Container, Domain, Outcome};

rule! {
    /// ## What it does
    /// Finds classes whose methods put `self` into a container of the class, from which nothing takes it
    /// out.
    ///
    /// ## Why is this bad
    /// The class lives until the process ends, and holds the container, which holds every instance that was
    /// ever made: none of them is freed, nor is anything they refer to.
    ///
    /// ## Example
    /// ```python
    /// class Connection:
    ///     instances = []  # error: [instance-registry] "`Connection.instances`"
    ///
    ///     def __init__(self, address):
    ///         self.address = address
    ///         self.instances.append(self)
    /// ```
    ///
    /// ## How to fix
    /// Use a `weakref.WeakSet`, or take the instance out when it is closed:
    ///
    /// ```python
    /// import weakref
    ///
    ///
    /// class Connection:
    ///     instances = weakref.WeakSet()
    ///
    ///     def __init__(self, address):
    ///         self.address = address
    ///         self.instances.add(self)
    /// ```
    ///
    /// ## Limits
    /// Instances that are meant to live as long as the process, such as declared options, look the same.
    pub static RULE = {
        name: "instance-registry",
        code: "HL306",
        group: Globals,
        level: Warning,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    outcome.keeping.containers.iter().filter_map(judge).collect()
}

fn judge(container: &Container) -> Option<Diagnostic> {
    let class = container.class?;
    let (add, confidence) = growth::of(container, |add| growth::is_own(container, add))?;
    let message = format!(
        "`{}` keeps every `{class}` until the process ends: `{}` puts `self` into it and nothing takes it out",
        container.name, add.scene.symbol
    );
    let mut found = growth::finding(&RULE, confidence, container, add, message);
    found.help = Some("use a `weakref.WeakSet`, or take the instance out when it is closed".to_owned());
    if add.value == Domain::Own && !container.is_list {
        found.remedy = Some(Remedy {
            applicability: Applicability::Unsafe,
            message: format!("Hold the instances in `{}` weakly", container.name),
            changes: vec![Change { spot: container.spot, kind: ChangeKind::WeakContainer }],
        });
    }
    Some(found)
}
