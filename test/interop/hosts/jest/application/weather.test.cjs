const { end, tell } = require("./weather.cjs");

afterAll(end);

test.each(["Lisbon", "Oslo"])("It is sunny in %s.", async (city) => {
  expect(await tell(city)).toContain(`It is sunny in ${city}.`);
});
