// Starts the server, hands it the settings, and shows what it draws and traces.

import * as vscode from "vscode";
import {
  ExecuteCommandRequest,
  LanguageClient,
  LanguageClientOptions,
  ServerOptions,
  TransportKind,
} from "vscode-languageclient/node";

import { findBinary } from "./binary";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("heaplint");
  const status = vscode.languages.createLanguageStatusItem("heaplint.status", { language: "python" });
  status.name = "heaplint";
  status.command = { command: "heaplint.showStatus", title: "Show" };

  const restart = async () => {
    await stop();
    await start(context, log, status);
  };
  context.subscriptions.push(
    log,
    status,
    vscode.commands.registerCommand("heaplint.restart", restart),
    vscode.commands.registerCommand("heaplint.showCycles", () => showCycles()),
    vscode.commands.registerCommand("heaplint.showTrace", () => showTrace()),
    vscode.commands.registerCommand("heaplint.showStatus", () => showStatus()),
    vscode.commands.registerCommand("heaplint.showLog", () => log.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (["enable", "path"].some((name) => event.affectsConfiguration(`heaplint.${name}`))) {
        await restart();
      }
    }),
  );
  await start(context, log, status);
}

export async function deactivate(): Promise<void> {
  await stop();
}

async function start(
  context: vscode.ExtensionContext,
  log: vscode.OutputChannel,
  status: vscode.LanguageStatusItem,
): Promise<void> {
  const settings = vscode.workspace.getConfiguration("heaplint");
  if (!settings.get<boolean>("enable", true)) {
    status.text = "heaplint is off";
    return;
  }
  const binary = findBinary(context);
  if (binary === undefined) {
    status.text = "heaplint is not installed";
    status.severity = vscode.LanguageStatusSeverity.Error;
    void vscode.window.showErrorMessage(
      "heaplint is not installed. Install it with `pip install heaplint`, or set `heaplint.path`.",
    );
    return;
  }
  const server: ServerOptions = { command: binary, args: ["server"], transport: TransportKind.stdio };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "python" },
      { scheme: "untitled", language: "python" },
      { scheme: "vscode-notebook-cell", language: "python" },
    ],
    outputChannel: log,
    initializationOptions: settings,
    middleware: { executeCommand: (command, args, next) => runAndShow(command, args, next) },
  };
  client = new LanguageClient("heaplint", "heaplint", server, options);
  try {
    await client.start();
    status.text = `heaplint ${client.initializeResult?.serverInfo?.version ?? ""}`;
    status.detail = binary;
    status.severity = vscode.LanguageStatusSeverity.Information;
  } catch (error) {
    status.text = "heaplint cannot be started";
    status.severity = vscode.LanguageStatusSeverity.Error;
    log.appendLine(String(error));
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.stop();
}

/** Commands of the server whose answer is something to look at, such as those behind code lenses. */
async function runAndShow(
  command: string,
  args: unknown[],
  next: (command: string, args: unknown[]) => vscode.ProviderResult<unknown>,
): Promise<unknown> {
  const answer = await next(command, args);
  if (command === "heaplint.cycleGraph") {
    await showGraph(answer as Graph);
  }
  return answer;
}

interface Graph {
  cycles: number;
  text: string;
}

async function showCycles(): Promise<void> {
  const graph = await ask<Graph>("heaplint.cycleGraph", { format: "mermaid" });
  if (graph !== undefined) {
    await showGraph(graph);
  }
}

async function showGraph(graph: Graph): Promise<void> {
  if (graph.cycles === 0) {
    void vscode.window.showInformationMessage("No reference cycle was found here.");
    return;
  }
  await show("markdown", `# Reference cycles\n\n\`\`\`mermaid\n${graph.text}\`\`\`\n`);
  await vscode.commands.executeCommand("markdown.showPreview");
}

async function showTrace(): Promise<void> {
  const trace = await ask<{ text: string }>("heaplint.trace", {});
  if (trace !== undefined) {
    await show("plaintext", trace.text);
  }
}

async function showStatus(): Promise<void> {
  const answer = await ask<unknown>("heaplint.status", {});
  if (answer !== undefined) {
    await show("json", JSON.stringify(answer, undefined, 2));
  }
}

/** Asks the server about the document that is being edited. */
async function ask<T>(command: string, argument: object): Promise<T | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  if (client === undefined) {
    void vscode.window.showWarningMessage("heaplint is not running.");
    return undefined;
  }
  try {
    const params = { command, arguments: [{ uri, ...argument }] };
    return (await client.sendRequest(ExecuteCommandRequest.type, params)) as T;
  } catch (error) {
    void vscode.window.showErrorMessage(`heaplint: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function show(language: string, content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
}
