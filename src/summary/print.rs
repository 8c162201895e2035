//! A summary as text, for snapshots: nodes as a reader would write them, effects one a line.

use std::fmt::Write;

use super::effect::{Callee, EffectKind, NodeId, NodeKind, Summary};
use crate::heap::{Label, SymbolKey};

impl Summary {
    /// The node as an expression: `self.children[*]`, `list#3`, `call 2`.
    pub fn name(&self, node: NodeId) -> String {
        let Some(found) = self.nodes.get(node) else { return "?".to_string() };
        match &found.kind {
            NodeKind::Param(n) => format!("param{n}"),
            NodeKind::Capture { name, .. } => format!("captured {name}"),
            NodeKind::CaptureCell { name, .. } => format!("cell of {name}"),
            NodeKind::Global(name) | NodeKind::Builtin(name) | NodeKind::Model(name) => name.to_string(),
            NodeKind::Import { module, level, name } => {
                let dots = ".".repeat(*level as usize);
                match name {
                    Some(name) => format!("import {dots}{module}:{name}"),
                    None => format!("import {dots}{module}"),
                }
            }
            NodeKind::Path { base, label } => format!("{}{}", self.name(*base), label_text(*label)),
            NodeKind::Alloc { kind, in_loop } => {
                let many = if *in_loop { "*" } else { "" };
                format!("{kind:?}{many}#{}", node.0)
            }
            NodeKind::Function(body) => format!("function {}", body.0),
            NodeKind::Class(body) => format!("class {}", body.0),
            NodeKind::Result(effect) => format!("result {effect}"),
            NodeKind::Const(Some(text)) => format!("{:?}", text.as_str()),
            NodeKind::Const(None) => "const".to_string(),
            NodeKind::OneOf(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.name(*part)).collect();
                format!("({})", parts.join(" | "))
            }
            NodeKind::Module => "module".to_string(),
            NodeKind::Frame => "frame".to_string(),
            NodeKind::Unknown => "?".to_string(),
        }
    }

    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for (number, effect) in self.effects.iter().enumerate() {
            let sure = if effect.must { "must" } else { "may " };
            let repeat = if effect.in_loop { " loop" } else { "" };
            let _ = writeln!(out, "{number:3} {sure}{repeat} {}", self.effect_text(&effect.kind));
        }
        let groups: [(&str, &[NodeId]); 3] =
            [("return", &self.returns), ("yield", &self.yields), ("raise", &self.raises)];
        for (what, nodes) in groups {
            for node in nodes {
                let _ = writeln!(out, "    {what} {}", self.name(*node));
            }
        }
        for (name, node) in &self.namespace {
            let _ = writeln!(out, "    name {name} = {}", self.name(*node));
        }
        out
    }

    fn effect_text(&self, kind: &EffectKind) -> String {
        match kind {
            EffectKind::Store { base, label, value } => {
                format!("{}{} := {}", self.name(*base), label_text(*label), self.name(*value))
            }
            EffectKind::Add { base, label, value } => {
                format!("{}{} += {}", self.name(*base), label_text(*label), self.name(*value))
            }
            EffectKind::Remove { base, label } => format!("del {}{}", self.name(*base), label_text(*label)),
            EffectKind::Clear { base } => format!("clear {}", self.name(*base)),
            EffectKind::Call { callee, args, keywords, star, double_star, .. } => {
                let mut parts: Vec<String> = args.iter().map(|arg| self.name(*arg)).collect();
                parts.extend(star.iter().map(|value| format!("*{}", self.name(*value))));
                parts.extend(keywords.iter().map(|(name, value)| format!("{name}={}", self.name(*value))));
                parts.extend(double_star.iter().map(|value| format!("**{}", self.name(*value))));
                format!("{}({})", self.callee_text(callee), parts.join(", "))
            }
            EffectKind::Iterate { source } => format!("each of {}", self.name(*source)),
            EffectKind::Item { source, key } => match key {
                Some(key) => format!("{}[{key:?}]", self.name(*source)),
                None => format!("{}[*]", self.name(*source)),
            },
            EffectKind::Await { source } => format!("await {}", self.name(*source)),
            EffectKind::Test { value, class } => {
                format!("test {} is {}", self.name(*value), self.name(*class))
            }
            EffectKind::Operate { operands, method } => {
                let parts: Vec<String> = operands.iter().map(|part| self.name(*part)).collect();
                format!("{method}({})", parts.join(", "))
            }
        }
    }

    fn callee_text(&self, callee: &Callee) -> String {
        match callee {
            Callee::Node(node) => self.name(*node),
            Callee::Method { recv, name } => format!("{}.{name}", self.name(*recv)),
            Callee::Super { recv, name, .. } => format!("super({}).{name}", self.name(*recv)),
        }
    }
}

/// A label as the suffix of its holder.
pub fn label_text(label: Label) -> String {
    match label {
        Label::Attr(SymbolKey(name)) => format!(".{name}"),
        Label::Elem => "[*]".to_string(),
        Label::Key => "{key}".to_string(),
        Label::Value => "{*}".to_string(),
        Label::Item(SymbolKey(name)) => format!("[{name:?}]"),
        Label::Content => ".content".to_string(),
        Label::Local(SymbolKey(name)) => format!(".local {name}"),
        other => format!(".<{other:?}>"),
    }
}
