//! The `gradus` program: see [`gradus::cli`].

fn main() -> std::process::ExitCode {
    gradus::cli::main()
}
