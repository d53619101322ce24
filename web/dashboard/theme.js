// Light, dark, or as the system has it; remembered in this browser.

const NAME = 'leadmill-theme';
const NEXT = { system: 'light', light: 'dark', dark: 'system' };
const WORDS = { system: 'Theme: system', light: 'Theme: light',
  dark: 'Theme: dark' };

/** Applies what was chosen, and lets `button` choose the next. */
export function startTheme(button) {
  const apply = (theme) => {
    document.documentElement.dataset.theme = theme;
    button.textContent = WORDS[theme];
  };
  let theme = read();
  apply(theme);
  button.addEventListener('click', () => {
    theme = NEXT[theme];
    localStorage.setItem(NAME, theme);
    apply(theme);
  });
}

function read() {
  const kept = localStorage.getItem(NAME);
  return kept in NEXT ? kept : 'system';
}
