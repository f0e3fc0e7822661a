// The page is the one of the Vite how-to; its proxy sends every request to the session "vite".
describe("an import", () => {
  const admin = (path, body) => {
    const session = Cypress.env("session");
    return cy.request("PUT", `${Cypress.env("mock")}/__admin${path}`, { ...body, session });
  };

  it("is followed to its end, although it takes an hour", () => {
    admin("/scenarios", { scenario: "happy-import" });
    admin("/clock", { frozen: true });
    cy.visit("/");
    cy.get("[role=status]").should("have.text", "0 of 4 bulks are done");
    admin("/clock", { advance: "1h" });
    cy.get("[role=status]").should("have.text", "4 of 4 bulks are done");
  });
});
