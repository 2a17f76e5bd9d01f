/** Cross-entropy of softmax, averaged over a batch, and its gradient by the logits. */

export interface LossAndGradient {
  readonly loss: number;
  /** [batch, classes] */
  readonly gradient: Float32Array;
}

/** `logits`: [batch, classes]; `labels`: a class an image. */
export function softmaxCrossEntropy(logits: Float32Array, labels: Int32Array, classes: number): LossAndGradient {
  const batch = labels.length;
  const gradient = new Float32Array(logits.length);
  let loss = 0;
  labels.forEach((label, i) => {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    const largest = row.reduce((most, value) => Math.max(most, value), -Infinity);
    const total = row.reduce((sum, value) => sum + Math.exp(value - largest), 0);
    row.forEach((value, c) => {
      gradient[i * classes + c] = (Math.exp(value - largest) / total - (c === label ? 1 : 0)) / batch;
    });
    loss += (Math.log(total) + largest - (row[label] as number)) / batch;
  });
  return { loss, gradient };
}
