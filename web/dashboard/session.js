// The key that was typed in, kept for this tab's session and nowhere else.

const NAME = 'leadmill-key';

class Session extends EventTarget {
  get key() {
    return sessionStorage.getItem(NAME) ?? '';
  }

  set key(value) {
    sessionStorage.setItem(NAME, value);
    this.dispatchEvent(new Event('change'));
  }

  forget() {
    sessionStorage.removeItem(NAME);
    this.dispatchEvent(new Event('change'));
  }

  /** Headers that every call needs. */
  headers() {
    return this.key ? { Authorization: `Bearer ${this.key}` } : {};
  }

  /** Tells keys apart, without saying which one it is. */
  scope() {
    let hash = 0x811c9dc5;
    for (const letter of this.key) {
      hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
    }
    return hash.toString(36);
  }
}

export const session = new Session();
