//! The keeper's module. The worker script (`static/keeper.js`) loads it, which runs `main`.

fn main() {
    stafeta_client::keeper::start();
}
