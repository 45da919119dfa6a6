import fc from "fast-check";
import { Place } from "../../src/wire/fields";
import { readItem, toItem } from "../../src/wire/item";
import { registrationFor } from "../support/registrations";

const at = new Place({ name: "the table", code: "registry-unreachable", fix: "Deploy it again" });

test("a registration comes back from its item as it went in", () => {
  const text = fc.string({ unit: "grapheme" });
  fc.assert(
    fc.property(
      text,
      text,
      fc.nat({ max: 999_999 }),
      fc.option(fc.array(text), { nil: undefined }),
      (subject, field, order, certificateAuthorities) => {
        const {
          addedAt,
          order: _,
          ...stored
        } = registrationFor({
          host: "*.acme.com",
          subject,
          certificateAuthorities,
          passphraseSecret: { secret: "team/acme", field },
        });
        const item = toItem(stored, `2026-11-24T00:00:00Z#${String(order).padStart(6, "0")}`);
        expect(JSON.parse(JSON.stringify(readItem(item, at)))).toEqual(
          JSON.parse(JSON.stringify({ ...stored, addedAt: "2026-11-24T00:00:00Z", order })),
        );
        expect(addedAt).toBeUndefined();
      },
    ),
  );
});

test("the keys of an item say where it is filed, when it was added and by which declaration", () => {
  const { order: _, ...stored } = registrationFor({ host: "www.acme.com", declaration: "shop/Www" });
  expect(toItem(stored, "2026-11-24T09:00:00Z#000002")).toMatchObject({
    pk: { S: "host#www.acme.com" },
    sk: { S: "2026-11-24T09:00:00Z#000002#shop/Www" },
    host: { S: "www.acme.com" },
  });
});
