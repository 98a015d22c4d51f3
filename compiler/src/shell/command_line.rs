//! What may be typed: subcommands, options, their help. Turns arguments into values and does nothing itself.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Checks .rally files against each other and the SQL migrations, writes Rust, and builds the app.
#[derive(Debug, Parser)]
#[command(name = "rallyc", version, max_term_width = 100)]
pub struct CommandLine {
    /// Folder of the app; by default the current folder or the nearest above it with `idl/` and `Cargo.toml`.
    #[arg(long, global = true, value_name = "DIR")]
    pub app: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a new app that runs.
    #[command(after_help = "Example:\n  rallyc init scoreboard && cd scoreboard && rallyc dev")]
    Init(InitArguments),
    /// Check the schema and write nothing.
    #[command(after_help = "Example:\n  rallyc check --message-format json")]
    Check(CheckArguments),
    /// Check, write the generated code, and build the browser bundles.
    #[command(
        after_help = "Examples:\n  rallyc build --release\n  rallyc build --codegen-only --check    (in CI: is what is committed up to date?)"
    )]
    Build(BuildArguments),
    /// Build, serve, and do both again at every change.
    #[command(after_help = "Example:\n  PORT=3000 rallyc dev")]
    Dev(DevArguments),
    /// Print `.rally` files in the one style.
    #[command(after_help = FMT_HELP)]
    Fmt(FmtArguments),
    /// Apply migrations, list them, or add one.
    #[command(after_help = MIGRATE_HELP)]
    Migrate(MigrateArguments),
    /// Apply what is pending, and insert the rows of `seeds/`: all of them or none.
    #[command(after_help = SEED_HELP)]
    Seed(SeedArguments),
    /// Make the database anew, with migrations and seeds. What is in it is lost.
    #[command(after_help = RESET_HELP)]
    Reset(ResetArguments),
    /// Serve an editor: what is wrong as you type, documentation, definitions, formatting. Editors start it.
    #[command(
        after_help = "Example (Neovim):\n  vim.lsp.config('rallyc', { cmd = { 'rallyc', 'lsp' } })"
    )]
    Lsp(LspArguments),
    /// Print every route with its page and file, or every way into the app with who may take it.
    #[command(after_help = "Examples:\n  rallyc routes\n  rallyc routes --auth")]
    Routes(RoutesArguments),
    /// Say what was found on this machine, and what to do where something is missing.
    #[command(after_help = "Example:\n  rallyc doctor --prepare")]
    Doctor(DoctorArguments),
    /// Print a completion script for a shell.
    #[command(
        after_help = "Example:\n  rallyc completions bash > ~/.local/share/bash-completion/completions/rallyc"
    )]
    Completions(CompletionArguments),
}

const MIGRATE_HELP: &str = "\
Each migration is applied whole or not at all; a run that was killed is completed by the next.
One rallyc at a time changes a database. Under a server that has it open, the schema is not changed.

Examples:
  rallyc migrate new add_players
  rallyc migrate run --dry-run           (on a copy: would they succeed?)
  rallyc migrate run
  rallyc migrate status --database /srv/scoreboard.db";

const STATUS_HELP: &str = "\
Ends with 0 where all are applied, with 3 where some are pending, with 1 where an applied one was changed, renamed or
removed, or the database cannot be read.

Examples:
  rallyc migrate status
  rallyc migrate status --message-format json";

const RUN_HELP: &str = "\
Examples:
  rallyc migrate run
  rallyc migrate run --dry-run
  rallyc migrate run --to 7";

const SEED_HELP: &str = "\
The `.sql` files of seeds/ run in the order of their names, in one transaction. Run again, they insert again, unless they
say `INSERT OR IGNORE` or `ON CONFLICT DO NOTHING`.

Examples:
  rallyc seed
  rallyc seed --database /srv/scoreboard.db";

const RESET_HELP: &str = "\
The new database is built beside the old one, and takes its place in one step: whatever goes wrong, the old one stays.
It asks before it does so; where nobody can be asked, only `--yes` goes on. With APP_ENV=prod it needs `--production` too.

Examples:
  rallyc reset
  rallyc reset --yes                     (in CI)";

const FMT_HELP: &str = "\
The style has no options. Comments are kept, and so are empty lines between entries.
A file with syntax errors is left as it is; the others are formatted.

Examples:
  rallyc fmt
  rallyc fmt --check                     (in CI: is everything formatted?)
  rallyc fmt - < draft.rally             (in an editor: the text comes back on standard output)";

/// Arguments of `fmt`.
#[derive(Debug, Args)]
pub struct FmtArguments {
    /// Files, or folders with `.rally` files in them; `-` is standard input. By default all files of the app.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Write nothing: show where files would change, and fail if they do.
    #[arg(long)]
    pub check: bool,
    /// Read from standard input and print the formatted text.
    #[arg(long, conflicts_with = "paths")]
    pub stdin: bool,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArguments {
    /// Name of the app and of its new folder: lower case letters, digits and `_`.
    pub name: String,
}

/// Arguments of every command that checks.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct CheckArguments {
    /// How problems are printed.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub message_format: MessageFormat,
    /// Take warnings for errors.
    #[arg(long)]
    pub deny_warnings: bool,
}

/// Arguments of `rallyc routes`.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct RoutesArguments {
    /// What every command that checks takes.
    #[command(flatten)]
    pub check: CheckArguments,
    /// Print pages, calls, forms, topics, models and jobs, each with who may reach it.
    #[arg(long)]
    pub auth: bool,
}

/// How problems are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// With the lines they are about, on standard error.
    #[default]
    Human,
    /// One JSON object a line, on standard output.
    Json,
}

/// Arguments of `build`.
#[derive(Debug, Args)]
pub struct BuildArguments {
    /// As checking.
    #[command(flatten)]
    pub check: CheckArguments,
    /// Optimise and compress the bundles.
    #[arg(long)]
    pub release: bool,
    /// Write the generated code and build nothing.
    #[arg(long)]
    pub codegen_only: bool,
    /// Write nothing: show how the files on disk differ from what would be written, and fail if they do.
    #[arg(long = "check", id = "compare", requires = "codegen_only")]
    pub compare: bool,
    /// Do not run rustfmt.
    #[arg(long, conflicts_with = "compare")]
    pub no_format: bool,
}

/// Arguments of `dev`.
#[derive(Debug, Args)]
pub struct DevArguments {
    /// Port to serve at.
    #[arg(long, env = "PORT", default_value_t = 8080)]
    pub port: u16,
}

/// Arguments of `migrate`.
#[derive(Debug, Args)]
pub struct MigrateArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: MigrateCommand,
    /// Whose migrations.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

/// Which database is meant.
#[derive(Debug, Default, Args)]
pub struct DatabaseArguments {
    /// File of the database; by default NAME.db in the app's folder, NAME being the app's.
    #[arg(long, global = true, env = "DATABASE", value_name = "FILE")]
    pub database: Option<PathBuf>,
}

/// Arguments of `migrate run`.
#[derive(Debug, Default, Args)]
pub struct RunArguments {
    /// Change nothing: apply them to a copy of the database, and say what would happen.
    #[arg(long)]
    pub dry_run: bool,
    /// Stop after the migration of this number.
    #[arg(long, value_name = "NUMBER")]
    pub to: Option<u32>,
}

/// Arguments of `migrate status`.
#[derive(Debug, Default, Args)]
pub struct StatusArguments {
    /// How the list is printed, on standard output.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub message_format: MessageFormat,
}

/// Arguments of `seed`.
#[derive(Debug, Default, Args)]
pub struct SeedArguments {
    /// Whose rows.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

/// Arguments of `reset`.
#[derive(Debug, Default, Args)]
pub struct ResetArguments {
    /// Do not ask.
    #[arg(long, short)]
    pub yes: bool,
    /// Do it although APP_ENV says `prod`.
    #[arg(long)]
    pub production: bool,
    /// Which one is made anew.
    #[command(flatten)]
    pub database: DatabaseArguments,
}

/// What to do with migrations.
#[derive(Debug, Subcommand)]
pub enum MigrateCommand {
    /// Apply the migrations that are not applied yet.
    #[command(after_help = RUN_HELP)]
    Run(RunArguments),
    /// List all migrations, and which are applied.
    #[command(after_help = STATUS_HELP)]
    Status(StatusArguments),
    /// Add an empty migration with the next number.
    #[command(after_help = "Example:\n  rallyc migrate new add_players")]
    New {
        /// What it does, in lower case letters, digits and `_`: add_players.
        name: String,
    },
}

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// Prepare what can be prepared without an administrator: the wasm32 target.
    #[arg(long)]
    pub prepare: bool,
}

/// Arguments of `lsp`.
#[derive(Debug, Args)]
pub struct LspArguments {
    /// What many editors add: to talk over standard input and output, which is the one way there is.
    #[arg(long, hide = true)]
    pub stdio: bool,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionArguments {
    /// The shell.
    pub shell: clap_complete::Shell,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_fit_together_and_every_command_shows_an_example() {
        let mut command = CommandLine::command();
        command.build();
        command.clone().debug_assert();
        for subcommand in command.get_subcommands().filter(|c| c.get_name() != "help") {
            let help = subcommand.get_after_help().map(ToString::to_string);
            let name = subcommand.get_name();
            assert!(help.is_some_and(|help| help.contains("rallyc")), "{name}");
        }
    }

    #[test]
    fn comparing_is_about_generated_code_alone() {
        let parse = |line: &str| CommandLine::try_parse_from(line.split(' '));
        assert!(parse("rallyc build --check").is_err());
        assert!(parse("rallyc build --codegen-only --check").is_ok());
        assert!(parse("rallyc build --codegen-only --check --no-format").is_err());
    }
}
