//! `rallyc init`: a new app from its templates, whole or not at all.

mod files;
mod name;

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::app::App;
use super::codegen::{self, Formatting};
use super::command_line::{CheckArguments, InitArguments};
use super::failure::{Failure, Outcome};
use super::report;

/// Writes the app, its generated code included, and says what to type next.
///
/// # Errors
/// Where the name is none, something is already there, or the folder cannot be written; nothing is left then.
pub fn init(arguments: &InitArguments) -> Outcome<()> {
    let target = Path::new(&arguments.name);
    let name = target
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    name::check(name)?;
    refuse_existing(target)?;
    let folder = parent(target);
    let work = tempfile::Builder::new()
        .prefix(".rallyc-init-")
        .tempdir_in(&folder)
        .map_err(|error| cannot_write(&folder, &error))?;
    // A temporary folder is its owner's alone, and so would the app be.
    let staged = work.path().join(name);
    for (path, text) in files::render(name, files::runtime().as_deref()) {
        write(&staged.join(path), &text)?;
    }
    generate(&staged)?;
    refuse_existing(target)?;
    let _empty = fs::remove_dir(target);
    fs::rename(&staged, target).map_err(|error| Failure::file("create", target, &error))?;
    report::step("Created", format!("{name} in {}", report::shown(target)));
    report::answer(format!(
        "\nNext:\n  cd {}\n  rallyc dev\n",
        target.display()
    ));
    Ok(())
}

// The temporary folder's path, which the error names too, says nothing to anybody.
fn cannot_write(folder: &Path, error: &io::Error) -> Failure {
    let failure = Failure::file("write into", folder, &io::Error::from(error.kind()));
    match error.kind() {
        io::ErrorKind::NotFound => failure.help(format!("`mkdir -p {}`", folder.display())),
        _ => failure,
    }
}

fn parent(target: &Path) -> PathBuf {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

fn refuse_existing(target: &Path) -> Outcome<()> {
    if target.is_symlink() || target.is_file() {
        return Err(Failure::new(format!(
            "{} is already there, and no folder",
            target.display()
        )));
    }
    match target
        .read_dir()
        .map(|mut entries| entries.next().is_none())
    {
        Ok(false) => Err(
            Failure::new(format!("the folder {} is not empty", target.display()))
                .help("choose another name, or move what is in it"),
        ),
        _ => Ok(()),
    }
}

fn write(path: &Path, text: &str) -> Outcome<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| Failure::file("write", path, &error))
}

fn generate(root: &Path) -> Outcome<()> {
    let app = App::find(Some(root))?;
    codegen::generate(&app, CheckArguments::default(), Formatting::Rustfmt)?;
    Ok(())
}
