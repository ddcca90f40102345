// Reads a feed with ical.js and prints what takes place between two instants, a
// line each: summary, start and end in UTC.
// usage: node read.mjs FEED.ics FROM TO
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const [path, from, to] = process.argv.slice(2);
const calendar = new ICAL.Component(ICAL.parse(readFileSync(path, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}

const components = calendar.getAllSubcomponents("vevent");
const uid = (c) => c.getFirstPropertyValue("uid");
const changes = components.filter((c) => c.hasProperty("recurrence-id"));
const masters = components.filter((c) => !c.hasProperty("recurrence-id"));
for (const change of changes) {
  if (!masters.some((m) => uid(m) === uid(change))) throw new Error(`no series for the changed occurrence of ${uid(change)}`);
}
// Left alone, ical.js relates the changed occurrences of all series to each.
const events = masters.map((m) => new ICAL.Event(m, { exceptions: changes.filter((c) => uid(c) === uid(m)) }));

const instant = (time) => time.convertToZone(ICAL.Timezone.utcTimezone).toJSDate().toISOString().replace(".000Z", "Z");
const print = (item, start, end) => {
  const [first, last] = [instant(start), instant(end)];
  if (last > from && first < to) {
    console.log([item.summary, first, last].join("|"));
  }
};
for (const event of events) {
  if (!event.isRecurring()) {
    print(event, event.startDate, event.endDate);
    continue;
  }
  const iterator = event.iterator();
  for (let next, left = 1000; left > 0 && (next = iterator.next()); left--) {
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    print(item, startDate, endDate);
  }
}
