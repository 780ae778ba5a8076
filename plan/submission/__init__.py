"""The dossier with which a plan is filed, and the proof that what lies in a drawer is what was filed."""
