"""The shape of a listing as it is typed. The fields of its attributes depend on its category."""

from sim_market.listings.forms.editor import ListingForm as ListingForm
from sim_market.listings.forms.editor import form_for as form_for
from sim_market.listings.forms.editor import typed as typed
