//! The places that an artefact keeps: those that it names. Most places of a text are of
//! instructions that no summary speaks of.

use crate::base::{Idx, IndexVec, SiteId, Span};
use crate::summary::{FileArtefact, SlotsDecl, Summary};

/// Gives the artefact its places, numbered anew in the order that they had.
pub(super) fn keep_named(artefact: &mut FileArtefact, all: &IndexVec<SiteId, Span>) {
    let mut numbers = vec![UNNAMED; all.len()];
    each_site(artefact, &mut |site| {
        if let Some(number) = numbers.get_mut(site.as_usize()) {
            *number = NAMED;
        }
    });
    let mut kept = Vec::with_capacity(numbers.iter().filter(|number| **number == NAMED).count());
    for (number, span) in numbers.iter_mut().zip(all.iter()) {
        if *number == NAMED {
            *number = kept.len() as u32;
            kept.push(*span);
        }
    }
    each_site(artefact, &mut |site| {
        let number = numbers.get(site.as_usize()).copied();
        *site = SiteId(number.unwrap_or(UNNAMED));
    });
    artefact.sites = kept.into_iter().collect();
}

const UNNAMED: u32 = u32::MAX;
const NAMED: u32 = u32::MAX - 1;

fn each_site(artefact: &mut FileArtefact, visit: &mut impl FnMut(&mut SiteId)) {
    for body in artefact.bodies.as_mut_slice() {
        visit(&mut body.site);
        body.params.iter_mut().for_each(|param| visit(&mut param.site));
        each_in_summary(&mut body.summary, visit);
    }
    for class in &mut artefact.classes {
        visit(&mut class.site);
        class.members.iter_mut().for_each(|member| visit(&mut member.site));
        match &mut class.slots {
            SlotsDecl::None => {}
            SlotsDecl::Names { site, .. } | SlotsDecl::Computed { site } => visit(site),
        }
    }
    artefact.imports.iter_mut().for_each(|row| visit(&mut row.site));
    artefact.evidence.iter_mut().for_each(|row| visit(&mut row.site));
    artefact.weights.iter_mut().for_each(|(_, weight)| visit(&mut weight.site));
    artefact.losses.iter_mut().for_each(|loss| visit(&mut loss.site));
}

fn each_in_summary(summary: &mut Summary, visit: &mut impl FnMut(&mut SiteId)) {
    summary.nodes.as_mut_slice().iter_mut().for_each(|node| visit(&mut node.site));
    summary.effects.iter_mut().for_each(|effect| visit(&mut effect.site));
    summary.losses.iter_mut().for_each(|loss| visit(&mut loss.site));
}
