//! The golden files of `shared/vectors/v1` and everything that must be refused, as the format document
//! describes them: one runner, compiled natively and to WASM, and the maker that wrote the files once.
//!
//! It refuses to know a file system: bytes come through a function. To add a case: a line in [`make`], and
//! only under a new version, because every later version must open the files that are there.

mod inputs;
pub mod make;
mod operations;
mod properties;
mod published;
mod stream;
mod value;

pub use properties::{Tried, properties};
pub use published::{PUBLISHED, Published};
use serde_json::Value;
use value::Item;

/// Reads a file by its path below the folder of the vectors, if it is there.
pub type Load<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// Where the golden cases are listed.
pub const MANIFEST: &str = "manifest.json";
/// Where the cases that must be refused are listed.
pub const REJECTS: &str = "reject/manifest.json";

/// What a run found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Golden cases that gave what they should.
    pub opened: usize,
    /// Rejects that were refused.
    pub refused: usize,
    /// Everything else, in words.
    pub failures: Vec<String>,
}

impl Report {
    /// Whether there were cases of both kinds and none failed.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.failures.is_empty() && self.opened > 0 && self.refused > 0
    }
}

/// Why an operation gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Failure {
    /// It refused, as it must with a reject.
    Refused,
    /// The case itself is malformed: never taken for a refusal.
    Broken(String),
}

impl From<super::Refused> for Failure {
    fn from(_: super::Refused) -> Self {
        Self::Refused
    }
}

/// Runs every case of both manifests.
#[must_use]
pub fn verify_all(load: Load<'_>) -> Report {
    let mut report = Report::default();
    let golden = cases(load, MANIFEST, &mut report);
    for case in &golden {
        match golden_case(case, load) {
            Ok(()) => report.opened += 1,
            Err(why) => report.failures.push(format!("{}: {why}", name(case))),
        }
    }
    for case in cases(load, REJECTS, &mut report) {
        match reject_case(&case, &golden, load) {
            Ok(()) => report.refused += 1,
            Err(why) => report.failures.push(format!("reject {}: {why}", name(&case))),
        }
    }
    report
}

fn cases(load: Load<'_>, path: &str, report: &mut Report) -> Vec<Value> {
    let manifest: Option<Value> = load(path).and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let cases = manifest.as_ref().and_then(|m| m["cases"].as_array()).cloned();
    cases.unwrap_or_else(|| {
        report.failures.push(format!("{path} is no manifest"));
        Vec::new()
    })
}

fn name(case: &Value) -> &str {
    case["name"].as_str().unwrap_or("a case without a name")
}

fn golden_case(case: &Value, load: Load<'_>) -> Result<(), String> {
    let expected = value::resolve(&case["expect"], load)?;
    match run(case, &case["inputs"], load) {
        Ok(actual) => expected.check(&actual, "expect"),
        Err(Failure::Refused) => Err("was refused".into()),
        Err(Failure::Broken(why)) => Err(why),
    }
}

fn reject_case(case: &Value, golden: &[Value], load: Load<'_>) -> Result<(), String> {
    let from =
        golden.iter().find(|g| g["name"] == case["from"]).ok_or("its golden case is missing")?;
    match run(from, &merged(from, case)?, load) {
        Err(Failure::Refused) => Ok(()),
        Err(Failure::Broken(why)) => Err(why),
        Ok(_) => Err("was accepted".into()),
    }
}

/// The golden case's inputs with those of the reject in their place.
fn merged(from: &Value, case: &Value) -> Result<Value, String> {
    let mut inputs = from["inputs"].as_object().cloned().ok_or("no inputs")?;
    for (key, value) in case["inputs"].as_object().ok_or("no inputs")? {
        inputs.insert(key.clone(), value.clone()).ok_or(format!("{key} is no input"))?;
    }
    Ok(Value::Object(inputs))
}

fn run(case: &Value, inputs: &Value, load: Load<'_>) -> Result<Item, Failure> {
    let operation = case["operation"].as_str().unwrap_or_default();
    let inputs = value::resolve(inputs, load).map_err(Failure::Broken)?;
    operations::run(operation, &inputs)
}

#[cfg(test)]
mod tests;
