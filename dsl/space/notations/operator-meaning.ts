/**
 * What an operator's name means, so that a benchmark's `nor_conv_3x3` finds the space's `relu_conv3x3_bn`. A meaning is a short text
 * such as `conv3x3`, `sepconv5x5`, `dilconv3x3`, `avgpool3x3`, `skip`, `none`; a name that says nothing known means itself.
 */

/** Of a benchmark's operator or of an alternative's text, arguments included: `conv(k: 5)` means `conv5x5`. */
export function operatorMeaning(text: string): string {
  const name = text.trim().toLowerCase();
  if (/^(none|zero|zeroize|zeroise)$/.test(name)) return 'none';
  if (/^(skip|skip_?connect(ion)?|identity)$/.test(name)) return 'skip';
  const family = familyOf(name);
  if (family === undefined) return name;
  const kernel = kernelOf(name);
  return kernel === undefined ? family : `${family}${kernel}`;
}

function familyOf(name: string): string | undefined {
  if (/max_?pool/.test(name)) return 'maxpool';
  if (/(avg|average|mean)_?pool/.test(name)) return 'avgpool';
  if (/sep(arable)?_?conv/.test(name)) return 'sepconv';
  if (/dil(ated)?_?(sep_?)?conv/.test(name)) return 'dilconv';
  if (/(dw|depthwise)_?conv/.test(name)) return 'dwconv';
  if (/conv/.test(name)) return 'conv';
  return undefined;
}

function kernelOf(name: string): string | undefined {
  const square = /(\d+)x(\d+)/.exec(name);
  if (square !== null) return `${square[1]}x${square[2]}`;
  const argument = /\bk(?:ernel)?\s*:\s*(\d+)/.exec(name);
  return argument === null ? undefined : `${argument[1]}x${argument[1]}`;
}

/**
 * The alternative that means the same as `operator`: one with that very text, else the only one of that meaning.
 * Undefined where there is none, or several.
 */
export function sameMeaning(operator: string, alternatives: readonly string[]): string | undefined {
  if (alternatives.includes(operator)) return operator;
  const meaning = operatorMeaning(operator);
  const matching = alternatives.filter((alternative) => operatorMeaning(alternative) === meaning);
  return matching.length === 1 ? matching[0] : undefined;
}
