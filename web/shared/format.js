// Numbers, times and durations in words and figures for people.

const number = new Intl.NumberFormat('en-US');
const time = new Intl.DateTimeFormat(undefined,
  { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat(undefined,
  { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });

/** 12,345; a dash for what is no number. */
export const formatNumber = (value) =>
  Number.isFinite(value) ? number.format(value) : '–';

/** 0.973 as 97 %; a dash when nothing was counted. */
export function formatShare(value, counted = true) {
  if (!counted || !Number.isFinite(value)) return '–';
  const percent = value * 100;
  if (percent > 99 && percent < 100) return `${percent.toFixed(1)} %`;
  return `${Math.round(percent)} %`;
}

/** Money with up to four digits where it is little. */
export function formatCost(value) {
  if (!Number.isFinite(value)) return '–';
  const digits = value !== 0 && Math.abs(value) < 1 ? 4 : 2;
  return value.toFixed(digits);
}

/** 1.5 s, 42 s, 3 min 5 s, 2 h 10 min, 3 days. */
export function formatDuration(ms) {
  if (!Number.isFinite(ms) || ms < 0) return '–';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}

/** The time of day for today, with the date for another day. */
export function formatTime(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '–';
  const today = new Date().toDateString() === date.toDateString();
  return (today ? time : dayAndTime).format(date);
}

/** "4 min ago", "in 20 s". */
export function formatAgo(iso, now = Date.now()) {
  const ms = now - Date.parse(iso);
  if (Number.isNaN(ms)) return '–';
  if (Math.abs(ms) < 5000) return 'just now';
  const unit = coarse(Math.abs(ms));
  return ms > 0 ? `${unit} ago` : `in ${unit}`;
}

function coarse(ms) {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

/** "1 job", "12 jobs". */
export const formatCount = (count, one, many = `${one}s`) =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

/** 1.2 MB. */
export function formatBytes(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1048576) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1048576).toFixed(1)} MB`;
}
