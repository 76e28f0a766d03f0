//! A pipeline as a text: in an address, and where the browser keeps it.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::chart::numbers::whole;
use crate::pipeline::PipelineSpec;

/// Longest file of a pipeline that an address may hold, in characters.
const LONGEST: usize = 20_000;

/// The file of a pipeline in an address.
pub fn address(spec: &PipelineSpec) -> String {
    // Plain data: it can always be written.
    let text = serde_json::to_string(spec).unwrap_or_default();
    utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string()
}

/// The pipeline that an address names; the example where it names none.
///
/// # Errors
/// One sentence without its end.
pub fn spec_of(address: &str) -> Result<PipelineSpec, String> {
    if address.is_empty() {
        return Ok(PipelineSpec::example());
    }
    if address.len() > LONGEST {
        return Err(format!(
            "it has {} characters, and may have {}",
            whole(address.len() as u64),
            whole(LONGEST as u64)
        ));
    }
    let text = percent_decode_str(address).decode_utf8().map_err(|_| "it is no text".to_owned())?;
    PipelineSpec::from_json(&text).map_err(|error| error.to_string())
}

/// What is kept of a pipeline, so that it goes on after the tab was closed: its file, and how far it was. Since everything follows from the
/// file, it is computed again up to there.
pub fn kept(spec: &PipelineSpec, rounds: u64) -> String {
    serde_json::json!({ "spec": spec, "rounds": rounds }).to_string()
}

/// The same, read back; none where it is something else.
pub fn kept_of(text: &str) -> Option<(PipelineSpec, u64)> {
    #[derive(serde::Deserialize)]
    struct Kept {
        spec: PipelineSpec,
        rounds: u64,
    }
    let kept: Kept = serde_json::from_str(text).ok()?;
    Some((kept.spec.checked().ok()?, kept.rounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipeline_fits_into_an_address_and_comes_back() {
        let mut spec = PipelineSpec::example();
        spec.experiment.master_seed = 7;
        assert_eq!(spec_of(&address(&spec)), Ok(spec.clone()));
        assert!(address(&spec).bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'%'));
        assert_eq!(spec_of(""), Ok(PipelineSpec::example()));
        assert!(spec_of("%5B").is_err_and(|said| said.starts_with("this is no pipeline")));
        assert!(spec_of(&"a".repeat(30_000)).is_err_and(|said| said.contains("30,000 characters")));
        assert_eq!(kept_of(&kept(&spec, 12)), Some((spec, 12)));
        assert_eq!((kept_of("{}"), kept_of("nothing")), (None, None));
    }
}
