// What the browser remembers; a browser that forbids it only forgets.

export function remembered(key, fallback) {
  try {
    return localStorage.getItem(key) ?? fallback;
  } catch {
    return fallback;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // private window: the choice holds for this page only
  }
}
