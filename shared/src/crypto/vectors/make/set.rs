//! The cases and files as they come together.

use super::{MakeError, damage::hex};
use crate::crypto::vectors::{
    Failure, MANIFEST, REJECTS, merged,
    value::{self, Item},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Longer outputs get a file of their own.
const INLINE: usize = 64;

#[derive(Default)]
pub(super) struct Set {
    files: BTreeMap<String, Vec<u8>>,
    golden: Vec<Value>,
    rejects: Vec<Value>,
    faults: Vec<String>,
}

impl Set {
    /// Stores bytes under a path and gives the value that names them.
    pub(super) fn file(&mut self, path: &str, bytes: &[u8]) -> Value {
        let before = self.files.insert(path.into(), bytes.to_vec());
        if before.is_some_and(|before| before != bytes) {
            self.faults.push(format!("two files {path}"));
        }
        json!({"file": path})
    }

    /// A case that must open. `given` are expectations that the maker spells itself; the rest is written down
    /// as it comes out.
    #[expect(clippy::needless_pass_by_value, reason = "the cases are literals, read as such")]
    pub(super) fn golden(&mut self, name: &str, operation: &str, inputs: Value, given: Value) {
        let outcome = self.run(operation, &inputs);
        let expect = match outcome {
            Ok(Item::Map(outputs)) => self.expect(name, &outputs, &given),
            other => {
                self.faults.push(format!("{name}: {other:?}"));
                return;
            }
        };
        self.golden.push(
            json!({"name": name, "operation": operation, "inputs": inputs, "expect": expect}),
        );
    }

    fn expect(&mut self, name: &str, outputs: &BTreeMap<String, Item>, given: &Value) -> Value {
        let mut expect = given.as_object().cloned().unwrap_or_default();
        for (key, given) in &expect {
            let checked = value::resolve(given, &|path| self.load(path))
                .and_then(|g| g.check(outputs.get(key).unwrap_or(&Item::None), key));
            if let Err(why) = checked {
                self.faults.push(format!("{name}: {why}"));
            }
        }
        for (key, item) in outputs {
            if !expect.contains_key(key) {
                let spelled = self.spell(&format!("{name}.{key}"), item);
                expect.insert(key.clone(), spelled);
            }
        }
        Value::Object(expect)
    }

    fn spell(&mut self, path: &str, item: &Item) -> Value {
        match item {
            Item::None => Value::Null,
            Item::Number(n) => json!(n),
            Item::Text(text) => json!(text),
            Item::Bytes(bytes) if bytes.len() <= INLINE => hex(bytes),
            Item::Bytes(bytes) => self.file(&format!("{path}.bin"), bytes),
            Item::Digest { sha256, len } => {
                json!({"digest": {"sha256": hex::encode(sha256), "len": len}})
            }
            Item::List(items) => {
                let spelled =
                    items.iter().enumerate().map(|(i, v)| self.spell(&format!("{path}.{i}"), v));
                Value::Array(spelled.collect())
            }
            Item::Map(items) => {
                let spelled =
                    items.iter().map(|(k, v)| (k.clone(), self.spell(&format!("{path}.{k}"), v)));
                Value::Object(spelled.collect::<Map<_, _>>())
            }
        }
    }

    /// A case that must be refused, in the place of these inputs of a golden case.
    #[expect(clippy::needless_pass_by_value, reason = "the cases are literals, read as such")]
    pub(super) fn reject(&mut self, from: &str, what: &str, class: &str, inputs: Value) {
        let name = format!("{from}-{what}");
        let case = json!({"name": name, "class": class, "from": from, "inputs": inputs});
        if let Err(why) = self.must_refuse(from, &case) {
            self.faults.push(format!("reject {name}: {why}"));
        }
        self.rejects.push(case);
    }

    fn must_refuse(&self, from: &str, case: &Value) -> Result<(), String> {
        let golden = self.golden.iter().find(|g| g["name"] == from).ok_or("no golden case")?;
        let operation = golden["operation"].as_str().unwrap_or_default();
        match self.run(operation, &merged(golden, case)?) {
            Err(Failure::Refused) => Ok(()),
            Err(Failure::Broken(why)) => Err(why),
            Ok(_) => Err("was accepted".into()),
        }
    }

    /// A case that must be refused, with other bytes as one input.
    pub(super) fn reject_bytes(
        &mut self,
        from: &str,
        what: &str,
        class: &str,
        input: &str,
        bytes: &[u8],
    ) {
        let file = self.file(&format!("reject/{from}-{what}.bin"), bytes);
        self.reject(from, what, class, json!({ input: file }));
    }

    fn run(&self, operation: &str, inputs: &Value) -> Result<Item, Failure> {
        let load = |path: &str| self.load(path);
        let inputs = value::resolve(inputs, &load).map_err(Failure::Broken)?;
        crate::crypto::vectors::operations::run(operation, &inputs)
    }

    /// The bytes of a file that was stored before.
    pub(super) fn stored(&self, path: &str) -> Result<Vec<u8>, MakeError> {
        self.load(path).ok_or_else(|| MakeError(format!("{path} is not made yet")))
    }

    fn load(&self, path: &str) -> Option<Vec<u8>> {
        self.files.get(path).cloned()
    }

    /// The files with their manifests.
    pub(super) fn finish(self, version: u64) -> Result<BTreeMap<String, Vec<u8>>, MakeError> {
        if !self.faults.is_empty() {
            return Err(MakeError(self.faults.join("\n")));
        }
        let mut files = self.files;
        for (path, cases) in [(MANIFEST, self.golden), (REJECTS, self.rejects)] {
            let manifest = json!({"format": "STF1", "version": version, "cases": cases});
            let text = serde_json::to_string_pretty(&manifest)
                .map_err(|error| MakeError(error.to_string()))?;
            files.insert(path.into(), format!("{text}\n").into_bytes());
        }
        Ok(files)
    }
}
