//! Any bytes as a model: read or refused; what is read writes back the same bytes.
#![no_main]

use gradus::learn::Model;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(model) = Model::from_bytes(bytes) {
        let again = Model::from_bytes(&model.to_bytes());
        assert_eq!(again.map(|model| model.to_bytes()), Ok(model.to_bytes()));
    }
});
