//! Reads the Fluent files of one language.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;

/// What a message needs from outside.
#[derive(Debug, Default)]
pub(super) struct Message {
    pub(super) variables: BTreeSet<String>,
    pub(super) references: BTreeSet<String>,
    /// The names of the variants of each choice.
    pub(super) choices: Vec<BTreeSet<String>>,
}

/// The messages of the language in `folder`; what is wrong with the files goes to `faults`.
pub(super) fn read(folder: &Path, faults: &mut Vec<String>) -> Result<BTreeMap<String, Message>> {
    let mut messages = BTreeMap::new();
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        let area = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let source = fs::read_to_string(&path)?;
        let resource = parser::parse(source.as_str()).unwrap_or_else(|(resource, errors)| {
            faults.extend(errors.iter().map(|error| format!("{}: {error}", path.display())));
            resource
        });
        for entry in &resource.body {
            let Entry::Message(message) = entry else { continue };
            let key = message.id.name;
            if !key.starts_with(&format!("{area}-")) {
                faults.push(format!("{}: {key} does not begin with {area}-", path.display()));
            }
            let mut needs = Message::default();
            message.value.iter().for_each(|pattern| needs.pattern(pattern));
            if messages.insert(key.to_owned(), needs).is_some() {
                faults.push(format!("{}: {key} is defined twice", path.display()));
            }
        }
    }
    Ok(messages)
}

impl Message {
    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                self.choices
                    .push(variants.iter().filter_map(|variant| name(&variant.key)).collect());
                variants.iter().for_each(|variant| self.pattern(&variant.value));
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. } => {
                self.references.insert(id.name.to_owned());
            }
            InlineExpression::FunctionReference { arguments, .. } => {
                arguments.positional.iter().for_each(|argument| self.inline(argument));
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::StringLiteral { .. }
            | InlineExpression::NumberLiteral { .. }
            | InlineExpression::TermReference { .. } => {}
        }
    }
}

fn name(key: &VariantKey<&str>) -> Option<String> {
    match key {
        VariantKey::Identifier { name } => Some((*name).to_owned()),
        VariantKey::NumberLiteral { .. } => None,
    }
}
