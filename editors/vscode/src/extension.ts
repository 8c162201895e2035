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
let drawing: vscode.WebviewPanel | undefined;

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
    vscode.workspace.registerTextDocumentContentProvider("heaplint", provider),
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
  if (command !== "heaplint.cycleGraph") {
    return next(command, args);
  }
  const [asked] = args as [object | undefined];
  const answer = await next(command, [{ ...asked, format: "svg" }]);
  showGraph(answer as Graph);
  return answer;
}

interface Graph {
  cycles: number;
  text: string;
}

async function showCycles(): Promise<void> {
  const graph = await ask<Graph>("heaplint.cycleGraph", { format: "svg" });
  if (graph !== undefined) {
    showGraph(graph);
  }
}

/** Draws in a view of its own, which is used again for the next drawing. No script runs in it. */
function showGraph(graph: Graph): void {
  if (graph.cycles === 0) {
    void vscode.window.showInformationMessage("No reference cycle was found here.");
    return;
  }
  if (drawing === undefined) {
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    drawing = vscode.window.createWebviewPanel("heaplint.cycles", "Reference cycles", place, {});
    drawing.onDidDispose(() => (drawing = undefined));
  }
  drawing.webview.html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Reference cycles</title>
<style>body { background: #fff; padding: 0; } svg { display: block; }</style>
</head>
<body>${graph.text}</body>
</html>`;
  drawing.reveal(undefined, true);
}

async function showTrace(): Promise<void> {
  const trace = await ask<{ text: string }>("heaplint.trace", {});
  if (trace !== undefined) {
    await show("trace.txt", trace.text);
  }
}

async function showStatus(): Promise<void> {
  const answer = await ask<unknown>("heaplint.status", {});
  if (answer !== undefined) {
    await show("status.json", JSON.stringify(answer, undefined, 2));
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

/** Texts to read and not to keep, by the path of their document. */
const texts = new Map<string, string>();
const renewed = new vscode.EventEmitter<vscode.Uri>();
const provider: vscode.TextDocumentContentProvider = {
  onDidChange: renewed.event,
  provideTextDocumentContent: (uri) => texts.get(uri.path) ?? "",
};

async function show(name: string, text: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: "heaplint", path: `/${name}` });
  texts.set(uri.path, text);
  renewed.fire(uri);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
}
