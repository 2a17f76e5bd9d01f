/** What a process died of, as far as its end and its last words tell. */

/** A phrase that goes on "the engine is gone: ". `words`: what it wrote last. */
export function deathOf(code: number | null, signal: NodeJS.Signals | null, words: string): string {
  if (/JavaScript heap out of memory|Reached heap limit|ERR_WORKER_OUT_OF_MEMORY/.test(words))
    return 'it ran out of memory (the heap of its JavaScript is full)';
  if (signal === 'SIGKILL')
    return 'it was ended by SIGKILL: the system does so when memory runs out, and so does whoever kills it by hand';
  if (signal !== null) return `it was ended by ${signal}`;
  return `it ended with code ${code ?? 'unknown'}${reasonIn(words)}`;
}

function reasonIn(words: string): string {
  const line = words.split('\n').find((each) => /error|cannot/i.test(each));
  return line === undefined ? '' : `: ${line.trim().slice(0, 200)}`;
}
