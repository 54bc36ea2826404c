// Colours that follow the page's, light or dark.

export interface Theme {
  paper: string;
  ink: string;
  tie: string;
  accent: string;
}

export function theme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    paper: read("--paper", "#ffffff"),
    ink: read("--ink", "#1b1f24"),
    tie: read("--faint", "#59626c"),
    accent: read("--accent", "#00559c"),
  };
}

export function whenThemeChanges(then: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", then);
}
