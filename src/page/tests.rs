//! The page as browsers get it.

use base64::Engine;
use sha2::{Digest, Sha256};

use super::assets;

#[test]
fn the_policy_names_the_style_and_the_script() {
    let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
    assert_eq!(assets::HASHES, [hash(assets::STYLE), hash(assets::SCRIPT)]);
}
