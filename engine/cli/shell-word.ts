/** A path or a target as one word of a command that the user copies: in double quotes, which every shell takes, where it holds a blank or the like. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./\\#~-]+$/.test(text) ? text : `"${text}"`;
}
