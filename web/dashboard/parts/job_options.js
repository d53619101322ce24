// The options that both kinds of jobs have.
import { h } from '../../shared/dom.js';
import { field, select } from './bits.js';

const STEPS = {
  identity: 'Names, titles, place', email: 'Email syntax and domain',
  phone: 'Phone format and region', zip: 'ZIP from city and state',
  phone_discovery: 'Find a phone', age_filter: 'Stop by age',
  line_type: 'Line type and carrier', gatekeep: 'Stop unusable phones',
  dnc: 'Do-not-call list', age: 'Find the age',
};

/** Priority, tags and a later start; `read()` gives options. */
export function commonOptions(settings) {
  const priorities = settings.priorities ?? ['low', 'normal', 'high'];
  const priority = select({ id: 'o-priority' },
    priorities.map((name) => [name, name]), 'normal');
  const tags = h('input', { id: 'o-tags', type: 'text',
    placeholder: 'spring, ohio' });
  const runAt = h('input', { id: 'o-run-at', type: 'datetime-local' });
  const read = () => {
    const options = {};
    if (priority.value !== 'normal') options.priority = priority.value;
    const list = tags.value.split(',').map((t) => t.trim()).filter(Boolean);
    if (list.length) options.tags = list;
    if (runAt.value) options.runAt = new Date(runAt.value).toISOString();
    return options;
  };
  return { read, nodes: [
    field('o-priority', 'Priority', priority),
    field('o-tags', 'Tags', tags, 'Separated by commas'),
    field('o-run-at', 'Not before', runAt, 'Empty: at once'),
  ] };
}

/** Which steps to run; those that are the default need not be named. */
export function stepChoice(settings) {
  const usual = settings.defaultSteps ?? settings.steps ?? [];
  const steps = [...new Set([...usual, ...(settings.steps ?? [])])];
  const boxes = steps.map((name) => h('input', { type: 'checkbox',
    checked: usual.includes(name), value: name }));
  const node = steps.length > 0 && h('fieldset', { class: 'checks' },
    h('legend', {}, 'Steps'),
    steps.map((name, i) => h('label', {}, boxes[i],
      h('span', {}, STEPS[name] ?? name, h('small', {}, name)))));
  const read = () => {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    return chosen.join() === usual.join() ? {} : { steps: chosen };
  };
  return { node, read };
}

/** Where results go besides this page. */
export function destinationChoice(settings) {
  const known = settings.destinations ?? [];
  const boxes = known.map(({ name }) => h('input', { type: 'checkbox',
    value: name }));
  const node = known.length > 0 && h('fieldset', { class: 'checks' },
    h('legend', {}, 'Destinations'),
    known.map(({ name, kind }, i) => h('label', {}, boxes[i],
      h('span', {}, name, h('small', {}, kind)))),
    h('p', { class: 'help' }, 'None: as configured'));
  const read = () => {
    const outputs = boxes.filter((box) => box.checked).map((box) => box.value);
    return outputs.length ? { outputs } : {};
  };
  return { node, read };
}

/** A place for what is wrong with a form; `show(error)` or `show(null)`. */
export function formError() {
  const node = h('div', { class: 'form-error', role: 'alert' });
  const show = (error) => {
    node.replaceChildren();
    if (!error) return;
    node.append(h('p', {}, error.message));
    const fields = (error.fields ?? []).filter((bad) =>
      bad.detail && !error.message.includes(bad.detail));
    if (fields.length) {
      node.append(h('ul', {}, fields.map((bad) =>
        h('li', {}, `${bad.pointer}: ${bad.detail}`))));
    }
  };
  return { node, show };
}
