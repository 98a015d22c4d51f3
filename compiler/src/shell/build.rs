//! `rallyc build`: generated code, then the bundles.

use super::app::App;
use super::bundle::profile::Profile;
use super::codegen::{self, Formatting};
use super::command_line::BuildArguments;
use super::failure::Outcome;
use super::memory::Generated;
use super::toolchain::discover;
use super::{bundle, cargo};

/// Does what was typed.
///
/// # Errors
/// Where any step fails; the later ones are then not begun.
pub fn build(app: &App, arguments: &BuildArguments) -> Outcome<()> {
    if arguments.compare {
        return codegen::compare(app, arguments.check);
    }
    let formatting = match arguments.no_format {
        true => Formatting::None,
        false => Formatting::Rustfmt,
    };
    let generated = codegen::generate(app, arguments.check, formatting)?;
    if arguments.codegen_only {
        return Ok(());
    }
    let profile = match arguments.release {
        true => Profile::Release,
        false => Profile::Dev,
    };
    build_clients(app, &generated, profile).inspect_err(|_| {
        codegen::remind_of_modules(app);
    })
}

/// Builds the bundles, with a wasm32 target that is prepared where it is missing.
///
/// # Errors
/// Where there is no such target, or the code does not compile.
pub fn build_clients(app: &App, generated: &Generated, profile: Profile) -> Outcome<()> {
    let toolchain = match profile {
        Profile::Dev => discover::prepare()?,
        Profile::Release => discover::prepare_release()?,
    };
    let metadata = cargo::metadata(toolchain.cargo(), app)?;
    bundle::build(app, generated, &toolchain, &metadata, profile)
}
