/** What the parser refuses, so that no text can exhaust the stack or stall an editor. */

/** Levels of brackets and blocks around any token, and of nested expressions and statements. */
export const MAX_NESTING = 200;

/** Characters of a file. */
export const MAX_FILE_SIZE = 8 * 1024 * 1024;

/** Syntax errors reported per file. */
export const MAX_ERRORS = 50;

/** Operators in one expression without brackets, links of one postfix chain: both nest in the tree. */
export const MAX_OPERATORS = 200;
