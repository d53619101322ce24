// Sends a file with progress, which fetch cannot tell.
import { api, ApiError, sentence, withQuery } from './api.js';
import { session } from './session.js';

/**
 * Starts an enrichment of a CSV. `progress(sent, total)` is called on the way;
 * aborting `signal` ends it. Resolves to the answer.
 */
export async function uploadCsv(file, { options, metadata, progress, signal,
  idempotencyKey }) {
  const path = withQuery('/api/jobs/enrich', {
    options: JSON.stringify(options), metadata: JSON.stringify(metadata),
  });
  const send = () => sendOnce(path, file, { progress, signal,
    headers: { ...session.headers(), 'Idempotency-Key': idempotencyKey } });
  try {
    return await send();
  } catch (error) {
    if (error.status !== 401 || !api.onUnauthorized) throw error;
    await api.onUnauthorized(session.key ? error.message : '');
    return send();
  }
}

function sendOnce(path, file, { progress, signal, headers }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [name, value] of Object.entries(headers)) {
      request.setRequestHeader(name, value);
    }
    request.setRequestHeader('Content-Type', 'text/csv');
    request.upload.onprogress = (event) => progress(event.loaded, event.total);
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status === 202) resolve(body);
      else {
        reject(new ApiError(request.status, sentence(body, request.status),
          body));
      }
    };
    request.onerror = () => reject(new ApiError(0,
      'The connection broke while sending. It is safe to try again.'));
    request.onabort = () => reject(new ApiError(0, 'Sending was stopped.'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
