"""How columns are usually headed: in several languages, and by the systems that firms come from."""

# fmt: off
NAME = ("name", "namn", "nom", "nombre", "naam", "nome", "nazwa", "bezeichnung", "titel", "nimi")
CLIENT = (
    "client", "client name", "company", "company name", "customer", "customer name",
    "organization", "organisation", "organization name", "account", "account name", "firm",
    "client_name", "company/name", "company.name", "companyid",
    "kunde", "kundenname", "firma", "firmenname", "unternehmen", "kund", "kundnamn", "företag",
    "företagsnamn", "nom du client", "société", "entreprise", "raison sociale", "cliente",
    "nombre del cliente", "empresa", "razón social", "klant", "klantnaam", "bedrijf",
    "bedrijfsnaam", "azienda", "ragione sociale", "klient", "nazwa klienta", "kundenavn", "yritys",
)
ABOUT = (
    "about", "what they do", "industry", "business", "market", "vertical", "description", "notes",
    "branche", "bransch", "beschreibung", "beskrivning", "secteur", "sector", "omschrijving",
    "settore", "opis",
)
DOMAIN = (
    "domain", "domains", "mail domain", "email domain", "website", "web site", "url", "web",
    "homepage", "webseite", "webbplats", "hemsida", "site web", "sitio web", "sito web",
)
OWNER = (
    "owner", "account manager", "our side", "responsible", "relationship manager", "manager",
    "ansprechpartner intern", "betreuer", "kundansvarig", "ansvarig", "responsable",
    "accountmanager", "responsabile", "opiekun",
)
HOURS = (
    "hours", "business hours", "calendar", "opening hours", "öffnungszeiten", "geschäftszeiten",
    "öppettider", "horaires", "horario", "openingstijden", "orari",
)
SINCE = (
    "since", "client since", "customer since", "date acquired", "start date", "kunde seit",
    "kund sedan", "client depuis", "cliente desde", "klant sinds", "cliente dal",
)
SITE = (
    "site", "site name", "location", "location name", "office", "branch", "place",
    "standort", "niederlassung", "plats", "kontor", "ort", "lieu", "agence", "sede", "ubicación",
    "locatie", "vestiging", "lokalizacja",
)
SITE_NAME = ("site name", "site", "location name", "location", "office", "branch", *NAME, *SITE[6:])
STREET = (
    "address", "address 1", "address line 1", "address1", "street", "street address",
    "location address", "adresse", "strasse", "straße", "anschrift", "adress", "gatuadress", "rue",
    "dirección", "adres", "straat", "indirizzo",
)
STREET_2 = ("address 2", "address line 2", "address2", "suite", "adresszusatz", "complément")
CITY = ("city", "town", "stadt", "ort", "stad", "ville", "ciudad", "plaats", "città", "miasto")
REGION = ("state", "region", "province", "county", "bundesland", "län", "région", "provincia")
POSTCODE = (
    "zip", "zip code", "zipcode", "postal code", "postcode", "plz", "postleitzahl", "postnummer",
    "code postal", "código postal", "cap", "kod pocztowy",
)
COUNTRY = ("country", "land", "pays", "país", "paese", "kraj")
CONTACT = (
    "name", "full name", "contact", "contact name", "full_name", "display name", "person",
    "ansprechpartner", "kontakt", "kontaktperson", "kontaktname", "nom complet", "contacto",
    "nombre completo", "contactpersoon", "contatto", "nome completo", *NAME[1:],
)
FIRST = (
    "first name", "first", "firstname", "given name", "vorname", "förnamn", "prénom",
    "voornaam", "imię", "fornavn", "etunimi",
)
LAST = (
    "last name", "last", "lastname", "surname", "family name", "nachname", "familienname",
    "efternamn", "nom de famille", "apellidos", "apellido", "achternaam", "cognome", "nazwisko",
)
MAIL = (
    "email", "e-mail", "email address", "e-mail address", "mail", "mail address", "contact email",
    "default email", "primary email", "e-mail-adresse", "e-post", "epost", "e-postadress",
    "courriel", "adresse e-mail", "correo", "correo electrónico", "e-mailadres",
    "posta elettronica",
)
PHONE = (
    "phone", "phone number", "telephone", "work phone", "direct phone", "business phone",
    "contact phone", "phone_number", "phone_no", "default phone", "office phone", "telefon",
    "telefonnummer", "téléphone", "teléfono", "telefoon", "telefono",
)
MOBILE = (
    "mobile", "mobile phone", "cell", "cell phone", "contact mobile", "handy", "mobil",
    "mobiltelefon", "portable", "móvil", "mobiel", "cellulare",
)
DECIDES = (
    "decides", "decision maker", "primary", "primary contact", "important", "is primary",
    "entscheider", "beslutsfattare", "décideur", "decisor", "beslisser",
)
# fmt: on
