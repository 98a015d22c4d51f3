// Starts `rallyc lsp` and connects it with VS Code. Everything that is known of `.rally` files is rallyc's.

"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function start() {
  const command = vscode.workspace.getConfiguration("rally").get("command", "rallyc");
  client = new LanguageClient(
    "rally",
    "Rally",
    { command, args: ["lsp"] },
    {
      documentSelector: [
        { language: "rally" },
        { scheme: "file", language: "sql", pattern: "**/migrations/*.sql" },
        { scheme: "file", language: "sql", pattern: "**/sql/**/*.sql" },
      ],
    },
  );
  return client.start().catch(() => {
    vscode.window.showErrorMessage(
      `Rally: cannot start \`${command} lsp\`. Install rallyc, or say where it is in the setting rally.command.`,
    );
  });
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop().catch(() => undefined);
}

async function activate(context) {
  const restart = async () => {
    await stop();
    await start();
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("rally.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("rally.command")) {
        restart();
      }
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
