// Optimizers in JavaScript, right ones and wrong ones as people write them, and what the vectors are to say of each.
// Each step is (h, lr, state, g, t) → the step that θ takes.
const { sqrt } = Math;

function driven(step, start = () => ({})) {
  return (h, lr, theta, gradients) => {
    const state = start();
    return gradients.map((g, k) => (theta += step(h, lr[k], state, g, k + 1, theta)));
  };
}

const zeros = () => ({ m: 0, v: 0 });

function moments(h, s, g) {
  s.m = h.beta1 * s.m + (1 - h.beta1) * g;
  s.v = h.beta2 * s.v + (1 - h.beta2) * g * g;
}

function adam(change) {
  return driven((h, lr, s, g, t) => {
    moments(h, s, g);
    return change(h, lr, s, g, t, s.m / (1 - h.beta1 ** t), s.v / (1 - h.beta2 ** t));
  }, zeros);
}

const OPTIMIZERS = [
  ["sgd", ["valid plain"], driven((h, lr, s, g) => -lr * g)],
  ["momentum", ["valid classical"], driven((h, lr, s, g) => (s.v = h.mu * s.v - lr * g), zeros)],
  ["momentum", ["variant buffer"], driven((h, lr, s, g) => -lr * (s.v = h.mu * s.v + g), zeros)],
  ["adagrad", ["valid outside"], driven((h, lr, s, g) => (s.v += g * g, -lr * g / (sqrt(s.v) + h.epsilon)), zeros)],
  ["adagrad", ["variant inside"], driven((h, lr, s, g) => (s.v += g * g, -lr * g / sqrt(s.v + h.epsilon)), zeros)],
  ["rmsprop", ["valid outside"], driven((h, lr, s, g) => (s.v = h.rho * s.v + (1 - h.rho) * g * g, -lr * g / (sqrt(s.v) + h.epsilon)), zeros)],
  ["adam", ["valid algorithm-1"], adam((h, lr, s, g, t, m, v) => -lr * m / (sqrt(v) + h.epsilon))],
  ["adam", ["variant epsilon-hat"], adam((h, lr, s, g, t) => -lr * sqrt(1 - h.beta2 ** t) / (1 - h.beta1 ** t) * s.m / (sqrt(s.v) + h.epsilon))],
  ["adam", ["variant inside"], adam((h, lr, s, g, t, m, v) => -lr * m / sqrt(v + h.epsilon))],

  ["sgd", ["invalid step-uphill"], driven((h, lr, s, g) => lr * g)],
  ["momentum", ["invalid velocity-decay-lost"], driven((h, lr, s, g) => (s.v = s.v - lr * g), zeros)],
  ["momentum", ["invalid step-uphill"], driven((h, lr, s, g) => -(s.v = h.mu * s.v - lr * g), zeros)],
  ["adagrad", ["invalid lr-in-v"], driven((h, lr, s, g) => (s.v += lr * g * g, -lr * g / (sqrt(s.v) + h.epsilon)), zeros)],
  ["adagrad", ["invalid lr-squared-in-v"], driven((h, lr, s, g) => (s.v += (lr * g) ** 2, -lr * g / (sqrt(s.v) + h.epsilon)), zeros)],
  ["adagrad", ["invalid root-missing"], driven((h, lr, s, g) => (s.v += g * g, -lr * g / (s.v + h.epsilon)), zeros)],
  ["rmsprop", ["invalid v-decay-lost"], driven((h, lr, s, g) => (s.v += (1 - h.rho) * g * g, -lr * g / (sqrt(s.v) + h.epsilon)), zeros)],
  ["rmsprop", ["invalid v-plus-equals"], driven((h, lr, s, g) => (s.v += h.rho * s.v + (1 - h.rho) * g * g, -lr * g / (sqrt(s.v) + h.epsilon)), zeros)],
  ["rmsprop", ["invalid v-complement-lost"], driven((h, lr, s, g) => (s.v = h.rho * s.v + g * g, -lr * g / (sqrt(s.v) + h.epsilon)), zeros)],
  ["rmsprop", ["invalid root-missing"], driven((h, lr, s, g) => (s.v = h.rho * s.v + (1 - h.rho) * g * g, -lr * g / (s.v + h.epsilon)), zeros)],
  ["rmsprop", ["invalid epsilon-missing"], driven((h, lr, s, g) => (s.v = h.rho * s.v + (1 - h.rho) * g * g, -lr * g / sqrt(s.v)), zeros)],
  ["adam", ["invalid correction-missing"], adam((h, lr, s) => -lr * s.m / (sqrt(s.v) + h.epsilon))],
  ["adam", ["invalid epsilon-missing"], adam((h, lr, s, g, t, m, v) => -lr * m / sqrt(v))],
  ["adam", ["invalid root-missing"], adam((h, lr, s, g, t, m, v) => -lr * m / (v + h.epsilon))],
  ["adam", ["invalid step-uphill"], adam((h, lr, s, g, t, m, v) => lr * m / (sqrt(v) + h.epsilon))],
  ["adam", ["invalid correction-constant-m"], adam((h, lr, s, g, t, m, v) => -lr * (s.m / (1 - h.beta1)) / (sqrt(v) + h.epsilon))],
  ["adam", ["invalid correction-constant-v"], adam((h, lr, s, g, t, m) => -lr * m / (sqrt(s.v / (1 - h.beta2)) + h.epsilon))],
  ["adam", ["invalid betas-swapped-corrections"], adam((h, lr, s, g, t) => -lr * (s.m / (1 - h.beta2 ** t)) / (sqrt(s.v / (1 - h.beta1 ** t)) + h.epsilon))],
  ["adam", ["invalid beta1-in-both-corrections"], adam((h, lr, s, g, t, m) => -lr * m / (sqrt(s.v / (1 - h.beta1 ** t)) + h.epsilon))],
  ["adam", ["invalid beta2-in-both-corrections"], adam((h, lr, s, g, t, m, v) => -lr * (s.m / (1 - h.beta2 ** t)) / (sqrt(v) + h.epsilon))],
  ["adam", ["invalid t-twice-as-fast"], adam((h, lr, s, g, t) => -lr * (s.m / (1 - h.beta1 ** (2 * t))) / (sqrt(s.v / (1 - h.beta2 ** (2 * t))) + h.epsilon))],
  ["adam", [], adam((h, lr, s, g, t, m, v) => -lr * Math.cbrt(m) / (sqrt(v) + h.epsilon))],
];

module.exports = { OPTIMIZERS };
