// Reads entities, one a line, with the FollowTheMoney package: node validate.js FILE.
// Prints what it refuses, then "N entities".
const { Model, defaultModel } = require("@alephdata/followthemoney");
const model = new Model(defaultModel);
const ids = new Set();
const lines = require("fs").readFileSync(process.argv[2], "utf8").split("\n").filter((l) => l !== "");
const entities = [];
lines.forEach((line, i) => {
  try {
    const data = JSON.parse(line);
    const entity = model.getEntity(data);
    let values = 0;
    entity.properties.forEach((v) => (values += v.length));
    const given = Object.values(data.properties).reduce((n, v) => n + v.length, 0);
    if (values !== given) throw new Error(`${given} values given, ${values} kept`);
    if (JSON.stringify(Object.keys(entity.toJSON().properties).sort()) !== JSON.stringify(Object.keys(data.properties).sort())) throw new Error("properties lost");
    if (entity.getCaption() === entity.schema.label && entity.schema.name !== "UnknownLink") throw new Error("no caption");
    ids.add(data.id);
    entities.push(entity);
  } catch (e) {
    console.log(`line ${i + 1}: ${e.message}`);
  }
});
entities.forEach((entity) =>
  entity.getProperties().forEach((p) => {
    if (p.type.name === "entity") entity.getProperty(p).forEach((ref) => ids.has(ref) || console.log(`${entity.id}: ${p.name} refers to nothing`));
  })
);
console.log(`${entities.length} entities`);
