//! The `rallyc` command; all it does is in `rallyc::shell`.

fn main() -> std::process::ExitCode {
    rallyc::shell::run()
}
