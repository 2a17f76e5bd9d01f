/** Options of the evaluator `command` that decide how fast and how patiently, not what is measured: a run goes on when they were changed. */
export const commandOptionsAside: readonly string[] = ['timeout', 'retries', 'retry_after', 'parallel', 'gpus'];

export function decisiveOptions<T>(options: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !commandOptionsAside.includes(name)));
}
