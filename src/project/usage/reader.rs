//! One body as the readers of hooks and containers see it.

use super::instances::{Instances, spot};
use super::roles::Roles;
use crate::base::{FileId, SiteId};
use crate::outcome::Scene;
use crate::project::program::{FnId, Program};
use crate::summary::Summary;

pub struct Reader<'r, 'a> {
    pub program: &'r Program<'a>,
    pub roles: &'r Roles,
    pub seen: &'r Instances,
    pub body: FnId,
    pub file: FileId,
    pub summary: &'a Summary,
}

impl<'r, 'a> Reader<'r, 'a> {
    pub fn new(program: &'r Program<'a>, roles: &'r Roles, seen: &'r Instances, body: FnId) -> Self {
        let (file, summary) = (program.file_of(body), program.summary(body));
        Self { program, roles, seen, body, file, summary }
    }

    pub fn scene(&self, site: SiteId) -> Option<Scene> {
        scene(self.program, self.body, site)
    }
}

/// The place of a site, and the function or class around it by the name a reader would use.
pub fn scene(program: &Program<'_>, body: FnId, site: SiteId) -> Option<Scene> {
    let named = program.named_body(body);
    Some(Scene { spot: spot(program, program.file_of(body), site)?, symbol: program.body(named).qualname })
}
