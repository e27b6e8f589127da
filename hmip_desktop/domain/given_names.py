"""First names by which free text is looked through for people: common ones of England and Wales, plainly written.

``ALONE`` are names and hardly anything else, so each is taken for a name wherever it stands with a capital letter.
``WITH_SURNAME`` are also ordinary words, places or months and count only before a surname. No list is complete: a
person still reads what leaves the team.
"""

from __future__ import annotations

_ALONE = """
Aaron Abdul Abdullah Abigail Adam Adrian Agnieszka Ahmed Aidan Aisha Alan Alastair Albert Alejandro Alex Alexander
Alexandra Alfie Ali Alice Alison Amanda Amelia Amir Amy Andrea Andrew Angela Angharad Anita Ann Anna Anne Annie
Anthony Anwen Aoife Arthur Ashley Asif Ayesha Barbara Barry Beata Ben Benjamin Bernard Bethan Bethany Bogdan Brandon
Brenda Brian Bronwen Bryn Callum Calum Cameron Carl Caroline Carys Catherine Cathy Ceri Charles Charlie Charlotte
Chloe Chris Christine Christopher Ciara Claire Colin Connor Conor Craig Cynthia Dafydd Daisy Damian Damien Daniel
Danielle Darius Darren David Debbie Deborah Declan Delyth Denise Dennis Derek Diane Dilys Dominic Donna Doreen Dorothy
Douglas Duncan Dylan Edward Eileen Elaine Eleanor Eleri Elin Elizabeth Ella Ellie Elliot Emily Emma Emmanuel Eric Erin
Esther Ethan Evan Ewan Fatima Fatimah Fergus Fiona Frances Francesca Fred Freddie Gareth Gary Gavin Gemma Geoff
Geoffrey George Georgia Georgina Geraint Gerald Gerard Gethin Gillian Glyn Gordon Graeme Graham Greg Gregory Gwen
Gwilym Gwyneth Hamza Hannah Harriet Hassan Hayley Hazel Heidi Helen Henry Hugh Hussein Huw Ian Ibrahim Ieuan Imogen
Imran Ioan Irene Isaac Isabel Isabella Isla Iwan Jackie Jacob Jacqueline Jake James Jamie Jane Janet Janice Jason
Jayden Jean Jeffrey Jennifer Jeremy Jessica Jill Joan Joanna Joanne Joe Joel John Jonathan Jordan Joseph Joshua Joyce
Judith Julia Julian Julie Justin Kamil Karen Karl Kate Katherine Kathleen Kathryn Katie Kayleigh Keith Kelly Kenneth
Kerry Kevin Kieran Kim Kimberley Kirsty Krzysztof Kwame Kyle Laura Lauren Leah Leanne Lee Leon Leonard Lewis Liam
Linda Lindsay Lisa Llinos Logan Lorraine Louis Louise Lowri Lucas Lucy Luke Lynn Lynne Magdalena Malcolm Mandy Marcus
Margaret Maria Marian Marie Marion Martin Martyn Mary Maryam Mateusz Matt Matthew Maureen Maxine Megan Melanie Melissa
Michael Michal Michelle Mike Mohamed Mohammad Mohammed Mohsin Molly Monika Morgan Muhammad Mustafa Myfanwy Nadia Naomi
Natalie Natasha Nathan Neil Nia Nicholas Nicola Nicole Nigel Noah Norman Oliver Olivia Oscar Osian Owain Owen Pamela
Patricia Patrick Paul Paula Pauline Pawel Peter Phil Philip Phillip Phoebe Piotr Poppy Priya Rachael Rachel Raheem
Ralph Rebecca Reece Rhian Rhiannon Rhodri Rhys Richard Ricky Robert Robyn Roger Ronald Rosemary Rosie Ross Roy Russell
Ruth Ryan Sally Sam Samantha Samuel Sandra Sanjay Sara Sarah Scott Sean Sebastian Shane Shannon Sharon Shaun Sheila
Shirley Sian Simon Siobhan Sion Sophia Sophie Stacey Stanley Stephanie Stephen Steve Steven Stewart Stuart Susan
Suzanne Syed Sylvia Tariq Teresa Thomas Tim Timothy Tina Tobias Toby Tom Tomasz Tommy Tony Tracey Tracy Tremaine
Trevor Tudor Tyler Tyrone Usman Vanessa Veronica Vincent Wayne Wendy William Yasmin Yusuf Yvonne Zachary Zainab Zara
Zoe
"""
_WITH_SURNAME = """
Amber April Art Austin Bill Blake Bob Brad Carol Chase Chelsea Chester Christian Clive Cole Crystal Dawn Dean Drew
Duke Earl Eve Faith Florence Frank Georgie Grace Grant Guy Harry Heather Holly Hope Ivy Jack Jasmine Jim Jo Josh Joy
June Junior Kay Ken Lance Lily Linden Mark Martha Max May Miles Mo Nick Olive Pat Pearl Penny Ray Rich Rob Robin Rod
Ron Rose Ruby Sandy Stan Sue Summer Sydney Ted Terry Val Victor Victoria Violet Wade Ward Will Woody
"""
ALONE = frozenset(_ALONE.split())
WITH_SURNAME = frozenset(_WITH_SURNAME.split())
