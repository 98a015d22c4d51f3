//! Programs of the machine: where they are, and what they say of themselves.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Finds a program on `PATH`.
#[must_use]
pub fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    find_in(name, &path)
}

/// Finds a program in a list of folders of the form of `PATH`.
#[must_use]
pub fn find_in(name: &str, path: &OsStr) -> Option<PathBuf> {
    std::env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
        .find(|candidate| is_program(candidate))
}

/// Whether a file is there that may be run.
#[must_use]
pub fn is_program(path: &Path) -> bool {
    let Ok(metadata) = path.metadata() else {
        return false;
    };
    metadata.is_file() && may_run(&metadata)
}

#[cfg(unix)]
fn may_run(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn may_run(_metadata: &std::fs::Metadata) -> bool {
    true
}

/// What a program prints on standard output; `None` where it cannot be run or fails.
#[must_use]
pub fn output<S: AsRef<OsStr>>(program: &Path, arguments: &[S]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_program_is_a_file_that_may_be_run_in_an_absolute_folder() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("tool");
        std::fs::write(&program, "#!/bin/sh\n").unwrap();
        assert_eq!(find_in("tool", folder.path().as_os_str()), None);
        let runnable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&program, runnable).unwrap();
        assert_eq!(find_in("tool", folder.path().as_os_str()), Some(program));
        assert_eq!(find_in("tool", OsStr::new(".")), None);
    }

    #[test]
    fn a_program_that_fails_has_no_output() {
        let none: [&str; 0] = [];
        assert_eq!(output(Path::new("/bin/false"), &none), None);
        assert_eq!(output(Path::new("/bin/echo"), &["a"]), Some("a\n".into()));
    }
}
