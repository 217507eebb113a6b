//! How long the first load takes on a phone with a slow line, in a real browser: `cargo bench --bench first_load`.

use std::path::Path;

fn main() {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    print!(
        "{}",
        crosstracks_tests::node(&["first-load.mjs"], env!("CARGO_BIN_EXE_crosstracks-under-test"), tmp)
    );
}
