// Which heaplint is started: the setting, the environment, the folder's virtual environment, PATH, and
// the bundled one. In a folder that is not trusted, only the bundled one.

import * as fs from "fs";
import * as path from "path";
import * as vscode from "vscode";

const NAME = process.platform === "win32" ? "heaplint.exe" : "heaplint";
const SCRIPTS = process.platform === "win32" ? "Scripts" : "bin";

export function findBinary(context: vscode.ExtensionContext): string | undefined {
  const bundled = existing(context.asAbsolutePath(path.join("bundled", NAME)));
  if (!vscode.workspace.isTrusted) {
    return bundled;
  }
  const setting = vscode.workspace.getConfiguration("heaplint").get<string>("path");
  return setting || existing(process.env.HEAPLINT_BIN) || inEnvironment() || onPath() || bundled;
}

function inEnvironment(): string | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const environments = folders.flatMap((folder) =>
    [".venv", "venv"].map((name) => path.join(folder.uri.fsPath, name)),
  );
  if (process.env.VIRTUAL_ENV) {
    environments.push(process.env.VIRTUAL_ENV);
  }
  return firstExisting(environments.map((environment) => path.join(environment, SCRIPTS, NAME)));
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  return firstExisting(folders.map((folder) => path.join(folder, NAME)));
}

function firstExisting(candidates: string[]): string | undefined {
  return candidates.find((candidate) => existing(candidate) !== undefined);
}

function existing(candidate: string | undefined): string | undefined {
  return candidate !== undefined && fs.existsSync(candidate) ? candidate : undefined;
}
