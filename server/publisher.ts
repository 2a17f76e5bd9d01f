/** Sends diagnostics after changes, to clients that do not ask for them. The slower a document is to check, the longer a pause it waits for. */
import type { Connection } from 'vscode-languageserver';
import { ask, type Log } from './asking.ts';
import type { Attempt } from './answer.ts';
import { Debouncer } from './debounce.ts';
import type { Reports } from './reports.ts';

/** Milliseconds without typing before a document is checked: twice what the last check took, within these. */
const [SHORTEST, LONGEST] = [10, 200];

export class Publisher {
  private readonly connection: Connection;
  private readonly log: Log;
  private readonly attempt: Attempt;
  private readonly reports: Reports;
  private readonly checks = new Debouncer();
  private readonly durations = new Map<string, number>();

  constructor(connection: Connection, log: Log, attempt: Attempt, reports: Reports) {
    this.connection = connection;
    this.log = log;
    this.attempt = attempt;
    this.reports = reports;
  }

  schedule(uri: string): void {
    const delay = Math.min(LONGEST, Math.max(SHORTEST, 2 * (this.durations.get(uri) ?? 0)));
    this.checks.schedule(uri, delay, () => this.publish(uri));
  }

  cancel(uri: string): void {
    this.checks.cancel(uri);
    this.durations.delete(uri);
  }

  cancelAll(): void {
    this.checks.cancelAll();
  }

  /** Takes back what was sent for a document. */
  clear(uri: string): void {
    this.send({ uri, diagnostics: [] });
  }

  private publish(uri: string): void {
    const start = performance.now();
    const report = this.attempt('checking', () => this.reports.of(uri), undefined);
    this.durations.set(uri, performance.now() - start);
    if (report === undefined) return;
    const { version, items } = report;
    this.send({ uri, ...(version === null ? {} : { version }), diagnostics: [...items] });
  }

  private send(params: Parameters<Connection['sendDiagnostics']>[0]): void {
    ask(this.log, 'diagnostics', () => this.connection.sendDiagnostics(params));
  }
}
