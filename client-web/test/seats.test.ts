import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { currentSeat, fresh, renewToken, takeSeat, type Seat } from '../src/lib/seats.ts';
import { localStore } from '../src/lib/storage.ts';

const seat = (): Seat => ({
  id: 'ann',
  role: 'participant',
  token: 'one',
  code: 'ABCDEFG',
  title: '',
  at: 0,
});

beforeEach(() => localStore().removeItem('crosstracks.seats'));

test('the first token that is offered is kept until it is used', () => {
  const ann = seat();
  takeSeat(ann);
  renewToken(ann, { token: 'one' }, 'two');
  renewToken(ann, { token: 'one' }, 'three');
  assert.deepEqual([fresh(ann).token, (fresh(ann) as Seat).next], ['one', 'two']);
  renewToken(ann, { token: 'one', next: 'two' }, 'four');
  assert.deepEqual([fresh(ann).token, (fresh(ann) as Seat).next], ['two', 'four']);
  assert.equal(ann.token, 'two');
  assert.equal(currentSeat('participant')?.token, 'two');
});

test('a tab that lags behind takes nothing back', () => {
  const [ann, other] = [seat(), seat()];
  takeSeat(ann);
  renewToken(ann, { token: 'one' }, 'two');
  renewToken(ann, { token: 'one', next: 'two' }, 'three');
  renewToken(other, { token: 'one' }, 'late');
  assert.deepEqual([fresh(other).token, (fresh(other) as Seat).next], ['two', 'three']);
});

test('where nothing is kept, or others hold the token too, nothing takes its place', () => {
  const ann = seat();
  renewToken(ann, { token: 'one' }, 'two');
  assert.equal((fresh(ann) as Seat).next, undefined);
  takeSeat({ ...ann, fixed: true });
  renewToken(ann, { token: 'one' }, 'two');
  assert.equal((fresh(ann) as Seat).next, undefined);
});
