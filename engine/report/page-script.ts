/**
 * The page's only script: one tooltip for all points, and the same architecture lit in every panel and in the table. The page is
 * complete without it; the table is the text alternative of the picture.
 */
export const pageScript = `
(() => {
  const tip = document.getElementById('tip');
  const all = (n) => document.querySelectorAll('[data-point="' + n + '"]');
  let lit = null;
  const clear = () => { if (lit !== null) for (const e of all(lit)) e.classList.remove('lit'); lit = null; tip.hidden = true; };
  const light = (target) => {
    clear();
    lit = target.dataset.point;
    for (const e of all(lit)) e.classList.add('lit');
    if (!target.dataset.label) return;
    tip.textContent = target.dataset.label;
    tip.hidden = false;
    const box = target.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left + box.width / 2 - tip.offsetWidth / 2), document.documentElement.clientWidth - tip.offsetWidth - 8);
    const above = box.top - tip.offsetHeight - 8;
    tip.style.left = left + scrollX + 'px';
    tip.style.top = (above < 4 ? box.bottom + 8 : above) + scrollY + 'px';
  };
  for (const [on, off] of [['pointerover', 'pointerout'], ['focusin', 'focusout']]) {
    document.addEventListener(on, (event) => { const target = event.target.closest('[data-point]'); if (target) light(target); });
    document.addEventListener(off, clear);
  }
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') clear(); });
})();
`.trim();
