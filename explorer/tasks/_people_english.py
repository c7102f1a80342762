"""“Yesterday , Harry Potter met Hermione Granger .”: sentences with and without persons, in English.

A first name also names things that are Sold in many ("Teddy bears are on sale ."), a surname also a street or a firm:
only what follows tells them from people.
"""

from __future__ import annotations

from explorer.tasks._people import People


def _names(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for name in text.split())


_FIRST = _names(
    """
    Adam Agnes Albert Alice Amelia Andrew Anna Arthur Barbara Basil Beatrice Ben Betty Billy Bobby Bridget Cecil
    Charlotte Chloe Claire Clara Daniel David Deborah Dennis Diana Dolly Dorothy Edgar Edith Edward Eleanor Elliot Emma
    Ernest Esther Ethel Eva Felix Fiona Florence Franklin Fred Freddy Gary Geoffrey George Gloria Gregory Gwen Hannah
    Harold Harriet Helen Henry Herbert Hugo Ingrid Irene Isaac Isabel Jacob Jenny Jeremy Jerry Jessica Jimmy Joan
    Jonas Judith Julia Karen Kate Kenneth Larry Laura Leo Linda Lionel Lisa Lizzy Lucas Lucy Mabel Maggie Marcus
    Martha Martin Mary Matilda Maud Maurice Megan Michael Mildred Molly Monica Nancy Nathan Neville Nicholas Nora Oliver
    Oscar Patricia Paul Peggy Percy Peter Philip Rachel Ralph Rebecca Richard Robert Roger Ronald Rupert Ruth Sally
    Samuel Sarah Simon Sophie Stanley Stella Stephen Susan Sybil Terry Theodora Thomas Timothy Tommy Ursula Vera Victor
    Vincent Virginia Walter Wendy Wilfred William Winston Yvonne Zoe
    """
)
_LAST = _names(
    """
    Abbott Anderson Archer Atkins Bailey Baldwin Barker Barnes Bates Baxter Becker Bennett Bishop Blackwood Bolton
    Bradley Brooks Burton Butler Byrne Callahan Campbell Carpenter Carter Chandler Chapman Clarke Coleman Collins Cooper
    Crawford Cunningham Dalton Davidson Dawson Dickens Dixon Donovan Douglas Drummond Duncan Eastwood Edwards Ellison
    Evans Farrell Ferguson Fisher Fitzgerald Fletcher Forster Foster Franks Gallagher Gardiner Gibson Goldberg Goodwin
    Gordon Graham Greenfield Griffin Hamilton Hancock Harper Harrison Hathaway Hawkins Henderson Higgins Hoffman
    Hopkins Howard Hudson Huxley Jackson Jefferson Jenkins Johnson Kaufman Keller Kennedy Kingsley Lambert Lancaster
    Lawson Lindgren Livingstone MacDonald Marlowe Marshall Matthews Mercer Meyer Middleton Miller Mitchell Montgomery
    Morrison Murdoch Nelson Newman Nicholson Norris O'Brien O'Connor Oldfield Osborne Owens Parker Patterson Pemberton
    Perkins Phillips Pritchard Quinn Radcliffe Ramsey Reynolds Richards Robinson Rogers Rosenthal Rutherford Sanders
    Sawyer Schmidt Schneider Shelley Sherman Simpson Sinclair Smith Spencer Stanton Stevens Stewart Sullivan Sutton
    Talbot Taylor Thompson Thornton Turner Underwood Vaughan Wagner Wallace Walsh Warren Watkins Webster Wellington
    Whitaker Wilkins Williams Wilson Winslow Woodward Wright Yates
    """
)
_PLACES = _names(
    """
    Aberdeen Africa Amsterdam Antwerp Athens Austria Baltimore Barcelona Belfast Belgium Berlin Birmingham Bohemia
    Boston Brazil Brighton Brussels Budapest Cambridge Canada Cardiff Chicago Copenhagen Cornwall Dakota Denmark Denver
    Dover Dresden Dublin Dundee Edinburgh Egypt Exeter Finland Florida Galway Geneva Germany Glasgow Greenland Hamburg
    Helsinki Houston Hungary Iceland India Ireland Istanbul Jamaica Jerusalem Kyiv Kansas Kent Kenya Leeds Leicester
    Lisbon Liverpool London Lviv Madrid Malta Manchester Melbourne Memphis Mexico Milan Montreal Moravia Munich Nairobi
    Naples Nevada Norway Norwich Odesa Ontario Oslo Oxford Paris Pittsburgh Poland Portugal Prague Quebec Rome Scotland
    Seattle Seville Sicily Stockholm Sweden Sydney Texas Tokyo Toronto Tuscany Ukraine Utah Venice Vermont Vienna
    Warsaw Winchester Yorkshire Zurich
    """
)

ENGLISH = People(
    words={
        "slept": (
            "slept", "laughed", "smiled", "sang", "waited", "cried", "danced", "worked", "left", "arrived", "agreed",
            "nodded", "whispered",
        ),
        "met": (
            "met", "saw", "thanked", "married", "followed", "invited", "helped", "called", "asked", "kissed", "heard",
            "admired", "forgot", "hated", "loved",
        ),
        "made": (
            "invented", "bought", "found", "lost", "sold", "built", "painted", "opened", "broke", "described", "wanted",
            "read", "brought", "hid", "won", "created",
        ),
        "thing": (
            "spell", "car", "book", "house", "machine", "letter", "picture", "boat", "song", "game", "clock", "horse",
            "garden", "story", "school", "company", "bridge", "medicine", "hat", "lamp",
        ),
        "new": ("new", "grey", "strange", "small", "famous", "red", "cheap", "beautiful", "secret", "wonderful"),
        "job": (
            "president", "teacher", "doctor", "poet", "farmer", "painter", "lawyer", "singer", "pilot", "king", "queen",
            "nurse", "baker", "spy", "sailor", "wizard",
        ),
        "good": ("good", "happy", "tired", "late", "hungry", "angry", "clever", "rich", "ill", "famous", "old", "here"),
        "day": ("Monday", "Tuesday", "Friday", "Sunday", "Christmas"),
        "when": ("yesterday", "today", "then", "later", "once", "finally", "suddenly", "now"),
        "toys": (
            "bears", "dolls", "boots", "cards", "pies", "cakes", "trucks", "shirts", "lamps", "roses", "hats", "chairs",
            "tools", "biscuits", "games", "bags",
        ),
        "sold": ("cheap", "expensive", "popular", "here", "everywhere", "gone", "broken", "soft"),
        "are": ("are", "were"),
        "animals": ("dogs", "horses", "children", "birds", "teachers", "sailors", "flowers", "wolves", "trains"),
        "animal": ("dog", "horse", "child", "bird", "cat", "wolf", "train", "ship", "wind", "river", "moon", "rain"),
        "the": ("the", "a", "this", "that", "my", "her", "his", "our", "every", "no"),
        "a": ("a", "the", "my", "our", "his", "her"),
        "they": ("he", "she", "they", "we", "I", "you", "everyone", "somebody", "nobody"),
        "friend": ("friend", "sister", "brother", "uncle", "neighbour", "teacher", "wife", "husband", "mother", "boss"),
        "street": ("Street", "Road", "Bridge", "Hotel", "Park", "Square", "Castle", "Company", "Station", "College"),
        "title": ("Mr.", "Mrs.", "Miss", "Dr.", "Professor", "Captain", "Lord", "Lady", "Sir", "President", "King"),
        "city": ("city", "place", "country", "town", "port"),
        "near": ("near", "behind", "under", "beside"),
        "said": ("said", "asked", "answered", "cried", "replied", "thought"),
                "initial": tuple(f"{letter}." for letter in "ABCDEFGHIJKLMNOPRSTVW"),
    },
    names={"first": _FIRST, "last": _LAST, "brand": _FIRST, "founder": _LAST, "place": _PLACES},
    persons=frozenset({"first", "last", "initial"}),
    open=frozenset(
        {"slept", "met", "made", "thing", "new", "job", "good", "toys", "sold", "animals", "animal", "friend", "street"}
    ),
    rules={
        "Person": ("first last", "first", "first", "first initial last", "title last", "title first last", "last"),
        "Slept": ("slept", "slept", "read books", "told stories", "wrote letters"),
        "When": ("when", "on day", "at night", "this morning"),
        "Late": ("it is late", "come in", "the train has left", "we must go", "nobody knows", "this is my house"),
        "Sold": ("sold", "on sale", "gone today", "in the shop", "produced in Place"),
        "Place": ("place", "place", "founder street", "the city"),
        "Did": (
            "Slept", "met Person", "made the new thing", "made the thing from Place", "was a job", "was good",
            "lived in Place", "wrote to Person", "went to Place with Person",
        ),
        "Thing": ("the animal", "the new thing", "animals", "they"),
        "DidNot": ("slept", "made the new thing", "lived in Place", "arrived from Place When", "slept near the thing"),
    },
    kinds={
        "Person Did .": 4,
        "Person was a job .": 0.5,
        "Person was good .": 0.5,
        "Person and Person made the new thing .": 2,
        "When , Person met Person .": 2,
        "When Person Did .": 1,
        "Person , a job from Place , Did .": 1,
        "they met Person near the thing .": 1,
        "they saw Person and Person in Place .": 1,
        "a friend Person Did .": 1,
        "did they see Person in Place ?": 1,
        "the thing was their present from Person .": 1,
        "Person 's friend Did .": 1,
        "Place was a new city .": 0.5,
        "Place is a city .": 0.5,
        "in Place , Thing DidNot .": 1,
        "they made the thing and went to Place .": 1,
        "brand toys are Sold .": 4,
        "they made brand toys in Place .": 1,
        "Person likes brand toys .": 0.5,
        "Thing DidNot .": 3,
        "animals and animals DidNot .": 1,
        "toys are Sold .": 1,
        '" Late , " said Person .': 1,
        '" Person is here , " they said .': 0.5,
        "founder street is near Place .": 0.5,
        "When , Thing DidNot .": 1,
    },
    probe=("Yesterday , Harry Potter met Hermione Granger .", (2, 3, 5, 6)),
)  # fmt: skip
