/**
 * Names the features that `encode` computes. Raised with every change of their values, order or number, so that a stored predictor is never asked
 * about features that it was not fitted to; a test holds it against the features of known architectures.
 */
export const ENCODER_VERSION = 1;
